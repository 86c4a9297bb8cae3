# Says which links of the environment would be read.

import json
import os

from script import say

from natsbridge import NatsBridgeError, smartreceive

for case in json.loads(os.getenv("CASES")):
    payload = {"payload_type": "binary", "transport": "link", "data": case["url"]}
    message = json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": [payload]})
    try:
        smartreceive(message, **case["options"])
        say(code=None)
    except NatsBridgeError as error:
        say(code=error.code, message=error.message)
