"""Payloads of MAX_PAYLOAD_SIZE in both directions within 256 KiB, and what is larger."""

from __future__ import annotations

import json

import pytest

from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload

RAW = bytes((index * 7919) % 256 for index in range(50000))
TEXT = ("é€😀" + "0123456789" * 5000).encode()[:50000]
VALUES = {
    "binary": RAW,
    "image": RAW[:49999],
    "text": TEXT,
    "dictionary": b'{"text":"' + TEXT[:49989] + b'"}',
    "jsontable": b'[{"text":"' + TEXT[:49987] + b'"}]',
}


def test_the_values_are_as_large_as_may_be() -> None:
    assert sorted(len(raw) for raw in VALUES.values()) == [49999, 50000, 50000, 50000, 50000]


def test_sending(peer: LiteralPeer, start: Start) -> None:
    sent = peer.subscribe("limits.out")
    device = start("send_limits.py")
    for kind in ("binary", "text", "dictionary", "jsontable"):
        _, values = decode(peer.next(sent)[2])
        said = device.said()
        assert (said["sent"], said["size"], said["data"]) == (kind, 50000, 66668)
        assert values[0][2] == kind
    env, values = decode(peer.next(sent)[2])
    assert device.said()["size"] == env["payloads"][0]["size"] > 47000
    assert [row["id"] for row in values[0][1]] == list(range(85))
    assert {len(row["note"]) for row in values[0][1]} == {500}


@pytest.mark.parametrize("script", ["limits.py", "async_limits.py"])
def test_receiving_and_answering(script: str, peer: LiteralPeer, start: Start) -> None:
    answers = peer.subscribe("answers")
    device = start(script)
    while device.said() != {"ready": True}:
        pass
    for _ in range(3):
        for kind, raw in VALUES.items():
            peer.publish("limits.in", envelope("limits.in", [payload("big", kind, raw)], reply_to="answers"))
            _, values = decode(peer.next(answers)[2])
            expected = raw if kind in ("binary", "image") else raw.decode() if kind == "text" else json.loads(raw)
            assert values == [("big", expected, kind)]
            assert device.said()["heard"] == kind


@pytest.mark.parametrize("script", ["limits.py", "async_limits.py"])
def test_what_is_larger_is_drained(script: str, peer: LiteralPeer, start: Start) -> None:
    device = start(script)
    while device.said() != {"ready": True}:
        pass
    for size in (60000, 75000, 700000):
        peer.publish("limits.in", envelope("limits.in", [payload("big", "binary", bytes(size))]))
        said = device.said()
        assert said["error"] == "payload_too_large"
        assert "MAX_PAYLOAD_SIZE" in said["message"]
        peer.publish("limits.in", envelope("limits.in", [payload("small", "text", b"in step")]))
        assert device.said()["heard"] == "text"
    for raw in (bytes(50001), bytes(52000)):
        peer.publish("limits.in", envelope("limits.in", [payload("big", "binary", raw)]))
        assert device.said() == {"error": "payload_too_large", "message": f"payload 0 (big): {len(raw)} bytes are more than MAX_PAYLOAD_SIZE 50000"}
    peer.publish("limits.in", envelope("limits.in", [payload("big", "binary", RAW)]))
    assert device.said()["heard"] == "binary"


@pytest.mark.parametrize("script", ["limits.py", "async_limits.py"])
def test_a_burst_of_large_messages_is_read_one_by_one(script: str, peer: LiteralPeer, start: Start) -> None:
    device = start(script)
    while device.said() != {"ready": True}:
        pass
    for index in range(20):
        raw = bytes([index]) * (50000 if index % 3 else 100)
        peer.publish("limits.in", envelope("limits.in", [payload(str(index), "binary", raw)]))
    assert [device.said()["heard"] for _ in range(20)] == ["binary"] * 20


def test_a_subscription_that_ends_while_its_message_waits(peer: LiteralPeer, start: Start) -> None:
    device = start("late.py")
    assert device.said() == {"ready": True}
    for subject in ("first", "second", "third"):
        peer.publish(subject, envelope(subject, [payload("big", "binary", RAW)]))
    assert device.said() == {"first": 50000}
    assert device.said() == {"third": 50000}
    assert device.said() == {"held": 0}
    assert device.finish() == 0
