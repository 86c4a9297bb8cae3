# Sends payloads of MAX_PAYLOAD_SIZE of every kind.

import gc

from script import say

from natsbridge import NATSBridge

gc.collect()

from conformance.generators import generate

bridge = NATSBridge()


def send(kind, payload_type):
    value = generate({"gen": kind, "size": 50000}, payload_type)
    env, env_json_str = bridge.smartsend("limits.out", [("big", value, payload_type)])
    say(sent=payload_type, size=env["payloads"][0]["size"], characters=len(env_json_str), data=len(env["payloads"][0]["data"]))


def send_rows():
    value = generate({"gen": "jsontable", "rows": 85}, "jsontable")
    env, _ = bridge.smartsend("limits.out", [("rows", value, "jsontable")], return_json=False)
    say(sent="rows", size=env["payloads"][0]["size"])


for kind in ("bytes", "text", "dictionary", "jsontable"):
    send(kind, "binary" if kind == "bytes" else kind)
send_rows()
