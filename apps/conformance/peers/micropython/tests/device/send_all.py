# Sends one message of every type, and says what smartsend returned.

import io
import json
import os

from script import say

from natsbridge import NATSBridge

VALUE = {"step_size": 0.01, "n": 3, "on": True, "off": None, "nest": {"list": [1, [2.5, "x"], {}], "é": 'ü\n"\\'}}
DATA = [
    ("t", "Hello, wörld 👋 \ud83c\udf89", "text"),
    ("d", VALUE, "dictionary"),
    ("j", [{"id": 1, "name": "Alice"}, {"id": 2, "name": "Bob"}], "jsontable"),
    ("i", b"\x89PNG", "image"),
    ("a", bytearray(b"RIFF"), "audio"),
    ("v", memoryview(b"video"), "video"),
    ("b", io.BytesIO(b"\x00\xff"), "binary"),
    ("q\"\\\n日本 🎉", 9007199254740993, "dictionary"),
    ("half", ["\ud83c", "\ud83c\udf89", "\x00\x1f\x7f"], "dictionary"),
    ("long", {"long": "é\"" * 3000, "rows": [{"k": k, "x": [k / 8]} for k in range(40)]}, "dictionary"),
    ("empty", "", "text"),
]

env, env_json_str = NATSBridge.smartsend("/chat", DATA)
say(
    kind=type(env_json_str).__name__,
    same=json.loads(env_json_str)["msg_id"] == env["msg_id"],
    order=list(env),
    payload_order=list(env["payloads"][0]),
    data=[bytes(payload["data"]).decode() if isinstance(payload["data"], memoryview) else payload["data"] for payload in env["payloads"]],
)

env, env_json_str = NATSBridge.smartsend(
    "a.b",
    [("t", "x", "text")],
    correlation_id="mine",
    msg_id="m1",
    msg_purpose="updateStatus",
    sender_name="me",
    sender_id="s1",
    receiver_name="you",
    receiver_id="r1",
    reply_to="answers",
    reply_to_msg_id="m0",
    metadata={"content_type": "text/plain"},
)
env, env_json_str = NATSBridge.smartsend("a.b", [], msg_purpose="ACK")
env, env_json_str = NATSBridge.smartsend("never", [("t", "x", "text")], is_publish=False, broker_url="nats://user:secret@127.0.0.1:1,nats://token@other")
say(broker_url=env["broker_url"], secret="secret" in env_json_str)

with NATSBridge(sender_name="kept") as bridge:
    bridge.smartsend("a.b", [("t", "1", "text")])
    bridge.smartsend("a.b", [("t", "2", "text")], sender_name="other")
    NATSBridge.smartsend("a.b", [("t", "3", "text")], nats_connection=bridge.connection)
    bridge.smartsend("a.b", [("t", "4", "text")], return_json=False)
    bridge.smartsend("a.b", [("t", "5", "text")], broker_url=os.getenv("OTHER_URL"))
    say(still_connected=bridge.connection.is_connected)
