"""What MicroPython writes, read by a literal peer."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path

from .broker import Broker
from .conftest import Start
from .literal_peer import LiteralPeer, decode

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ENVELOPE_FIELDS = (
    "correlation_id msg_id timestamp send_to msg_purpose sender_name sender_id receiver_name receiver_id"
    " reply_to reply_to_msg_id broker_url metadata payloads"
).split()
PAYLOAD_FIELDS = "id dataname payload_type transport encoding size data metadata".split()


def test_every_type_and_option(peer: LiteralPeer, start: Start, tmp_path: Path) -> None:
    elsewhere = Broker(tmp_path / "elsewhere")
    other_peer = LiteralPeer(elsewhere.port)
    other = other_peer.subscribe("a.b")
    chat, others = peer.subscribe("/chat"), peer.subscribe("a.b")
    device = start("send_all.py", OTHER_URL=elsewhere.url)
    _, _, body = peer.next(chat)
    env, values = decode(body)
    assert list(env) == ENVELOPE_FIELDS
    assert all(list(fields) == PAYLOAD_FIELDS for fields in env["payloads"])
    ids = [env["correlation_id"], env["msg_id"], env["sender_id"], *(fields["id"] for fields in env["payloads"])]
    assert all(UUID.fullmatch(identity) for identity in ids)
    assert len(set(ids)) == len(ids)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", env["timestamp"])
    assert abs((datetime.now(timezone.utc) - datetime.fromisoformat(env["timestamp"].replace("Z", "+00:00"))).total_seconds()) < 60
    assert {name: env[name] for name in ENVELOPE_FIELDS[3:6] + ENVELOPE_FIELDS[7:11] + ENVELOPE_FIELDS[12:13]} == {
        "send_to": "/chat",
        "msg_purpose": "chat",
        "sender_name": "NATSBridge",
        "receiver_name": "",
        "receiver_id": "",
        "reply_to": "",
        "reply_to_msg_id": "",
        "metadata": {},
    }
    value = {"step_size": 0.01, "n": 3, "on": True, "off": None, "nest": {"list": [1, [2.5, "x"], {}], "é": 'ü\n"\\'}}
    assert values == [
        ("t", "Hello, wörld 👋 🎉", "text"),
        ("d", value, "dictionary"),
        ("j", [{"id": 1, "name": "Alice"}, {"id": 2, "name": "Bob"}], "jsontable"),
        ("i", b"\x89PNG", "image"),
        ("a", b"RIFF", "audio"),
        ("v", b"video", "video"),
        ("b", b"\x00\xff", "binary"),
        ('q"\\\n日本 🎉', 9007199254740993, "dictionary"),
        ("half", ["\ud83c", "🎉", "\x00\x1f\x7f"], "dictionary"),
        ("long", {"long": 'é"' * 3000, "rows": [{"k": k, "x": [k / 8]} for k in range(40)]}, "dictionary"),
        ("empty", "", "text"),
    ]
    said = device.said()
    assert said["kind"] == "str"
    assert said["same"] is True
    assert said["order"] == ENVELOPE_FIELDS
    assert said["payload_order"] == PAYLOAD_FIELDS
    assert said["data"] == [fields["data"] for fields in env["payloads"]]

    env, values = decode(peer.next(others)[2])
    assert [env[name] for name in ENVELOPE_FIELDS if name not in ("timestamp", "broker_url", "payloads")] == [
        "mine", "m1", "a.b", "updateStatus", "me", "s1", "you", "r1", "answers", "m0", {"content_type": "text/plain"},
    ]  # fmt: off
    env, values = decode(peer.next(others)[2])
    assert (env["msg_purpose"], values) == ("ACK", [])
    assert device.said() == {"broker_url": "nats://127.0.0.1:1,nats://other", "secret": False}
    kept = [decode(peer.next(others)[2]) for _ in range(4)]
    assert [(env["sender_name"], values[0][1]) for env, values in kept] == [("kept", "1"), ("other", "2"), ("NATSBridge", "3"), ("kept", "4")]
    env, values = decode(other_peer.next(other)[2])
    assert (env["broker_url"], env["sender_name"], values) == (elsewhere.url, "kept", [("t", "5", "text")])
    assert device.said() == {"still_connected": True}
    other_peer.close()
    elsewhere.stop()
    assert device.finish() == 0


def test_refusals_before_anything_is_sent(peer: LiteralPeer, start: Start) -> None:
    everything = peer.subscribe(">")
    device = start("refuse.py")
    for line in (json.loads(device.line()) for _ in range(device.said()["count"])):
        assert line["got"][0] == line["code"], line
        assert line["word"] in line["got"][1], line
    subject, _, body = peer.next(everything)
    assert (subject, body) == ("done", b"")
