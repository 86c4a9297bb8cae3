# Everything that smartsend must refuse, with its code and a word of the message.

from script import refused, say

from natsbridge import NATSBridge
from natsbridge.blocking_stream import run_blocking

NAN = float("nan")

class Thing:
    pass


loop = []
loop.append(loop)
deep = []
for _ in range(150):
    deep = [deep]


BIG = memoryview(b"x" * 50001)


def one(value, kind, **options):
    return ("s", [("name", value, kind)], options)


TEXT = [("t", "x", "text")]
CASES = (
    (one(NAN, "dictionary"), "invalid_payload", "nan"),
    (one({"a": [1, {"b": float("inf")}]}, "dictionary"), "invalid_payload", "value.a[1].b"),
    (one([{"x": -float("inf")}], "jsontable"), "invalid_payload", "value[0].x"),
    (one({"a": b"bytes"}, "dictionary"), "invalid_payload", "bytes"),
    (one({"a": Thing()}, "dictionary"), "invalid_payload", "Thing"),
    (one({"a": {1, 2}}, "dictionary"), "invalid_payload", "set"),
    (one({1: "x"}, "dictionary"), "invalid_payload", "key 1"),
    (one(loop, "dictionary"), "invalid_payload", "nested"),
    (one(deep, "dictionary"), "invalid_payload", "nested"),
    (one({"a": 1}, "jsontable"), "invalid_payload", "list of dicts"),
    (one([{}, 5], "jsontable"), "invalid_payload", "row 1"),
    (one(b"x", "text"), "invalid_payload", "bytes"),
    (one(None, "text"), "invalid_payload", "None"),
    (one("a\ud83cb", "text"), "invalid_payload", "surrogate"),
    (one("x", "binary"), "invalid_payload", "str"),
    (one([1, 2], "image"), "invalid_payload", "list"),
    (one("x", "arrowtable"), "unsupported", "Arrow"),
    (one("x", "Text"), "unsupported_type", "Text"),
    (one("x", None), "unsupported_type", "None"),
    (one(BIG, "binary"), "payload_too_large", "50001 bytes"),
    (one("é" * 51, "text", max_payload_size=101), "payload_too_large", "102 bytes"),
    (one(b"x" * 1000, "binary", size_threshold=1000), "unsupported", "size_threshold 1000"),
    (one(b"", "binary", size_threshold=0), "unsupported", "link"),
    (("s", [("a", BIG[:30000], "binary"), ("b", BIG[:20001], "binary")], {}), "payload_too_large", "50001 bytes"),
    (("s", [("n" * 9000, BIG[:50000], "binary")], {}), "payload_too_large", "the message takes"),
    (("s", [], {}), "invalid_payload", "empty"),
    (("s", "text", {}), "invalid_payload", "(dataname, data, type)"),
    (("s", [("a", "b")], {}), "invalid_payload", "payload 0"),
    (("s", [(5, "b", "text")], {}), "invalid_payload", "payload 0"),
    (("", TEXT, {}), "invalid_subject", "empty"),
    (("a b", TEXT, {}), "invalid_subject", "white space"),
    (("a\r\nPUB x 0", TEXT, {}), "invalid_subject", "white space"),
    (("a.*", TEXT, {}), "invalid_subject", "wildcard"),
    (("a.x>", TEXT, {}), "invalid_subject", "wildcard"),
    (("a..b", TEXT, {}), "invalid_subject", "empty token"),
    ((".a", TEXT, {}), "invalid_subject", "empty token"),
    (("a.", TEXT, {}), "invalid_subject", "empty token"),
    ((5, TEXT, {}), "invalid_subject", "int"),
    (("s", TEXT, {"reply_to": "a b"}), "invalid_subject", "reply_to"),
    (("s", TEXT, {"msg_id": " x"}), "invalid_config", "msg_id"),
    (("s", TEXT, {"msg_id": "a\nb"}), "invalid_config", "msg_id"),
    (("s", TEXT, {"sender_name": 5}), "invalid_config", "sender_name"),
    (("s", TEXT, {"metadata": [1]}), "invalid_config", "metadata"),
    (("s", TEXT, {"metadata": {"a": NAN}}), "invalid_payload", "metadata.a"),
    (("s", TEXT, {"broker_ulr": "x"}), "invalid_config", "broker_ulr"),
    (("s", TEXT, {"size_threshold": -1}), "invalid_config", "size_threshold"),
    (("s", TEXT, {"jetstream": True}), "unsupported", "jetstream"),
    (("s", TEXT, {"broker_url": "ws://localhost"}), "unsupported", "ws"),
    (("s", TEXT, {"broker_url": "http://localhost"}), "invalid_config", "nats://host:port"),
    (("s", TEXT, {"broker_url": "nats://localhost:http"}), "invalid_config", "nats://host:port"),
    (("s", TEXT, {"broker_url": "nats://me:pass@127.0.0.1:1"}), "connection_failed", "nats://127.0.0.1:1"),
)

say(count=len(CASES))
for (subject, data, options), code, word in CASES:
    say(got=refused(NATSBridge.smartsend, subject, data, **options), code=code, word=word)
bridge = NATSBridge()
bridge.connect()
run_blocking(bridge.connection.publish("done", (), 0))
bridge.flush()
