# Says what the settings come to, from options, environment and micropython.conf.

import json
import os

from script import say

from natsbridge.config import Config
from natsbridge.errors import NatsBridgeError

options = json.loads(os.getenv("OPTIONS") or "{}")
try:
    config = Config(options)
    say(
        broker_url=config.broker_url,
        fileserver_url=config.fileserver_url,
        size_threshold=config.size_threshold,
        max_payload_size=config.max_payload_size,
    )
except NatsBridgeError as error:
    say(error=error.code, message=error.message)
