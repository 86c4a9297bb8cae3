"""10,000 messages of mixed sizes and 50 reconnections within 256 KiB: the heap stays whole."""

from __future__ import annotations

import json
import random
import time

import pytest

from .broker import Broker
from .conftest import Start
from .flaky_link import FlakyLink
from .literal_peer import LiteralPeer, decode, envelope, payload

MESSAGES = 10000
RECONNECTIONS = 50


def value(rng: random.Random) -> tuple[str, bytes, int]:
    """Type, bytes and length of a value; most are small, some are as large as may be."""
    size = rng.choice((0, 1, 30, 30, 30, 300, 300, 3000)) if rng.random() < 0.97 else rng.randrange(10000, 50001)
    kind = rng.choice(("binary", "text", "dictionary", "jsontable"))
    if kind == "binary":
        return kind, rng.randbytes(size), size
    if kind == "text":
        return kind, b"t" * size, size
    if kind == "dictionary":
        fields = {f"k{index}": "v" * 90 for index in range(min(size, 20000) // 100)}
        return kind, json.dumps(fields).encode(), len(fields)
    rows = [{"id": index, "x": index / 8, "note": "n" * 400} for index in range(size // 500)]
    return kind, json.dumps(rows).encode(), len(rows)


def until_served(peer: LiteralPeer, answers: int) -> None:
    # The broker itself answers until it knows the subscription.
    body = b""
    deadline = time.monotonic() + 20
    while not body:
        assert time.monotonic() < deadline, "the subscription did not come back"
        peer.publish("endure", envelope("endure", [payload("again", "text", b"?")], reply_to="endured"), "endured")
        body = peer.next(answers)[2]


@pytest.mark.parametrize("form", ["blocking", "asyncio"])
def test_endurance(form: str, broker: Broker, peer: LiteralPeer, start: Start) -> None:
    link = FlakyLink(broker.port)
    device = start("endure.py", NATS_URL=link.url, FORM=form)
    assert device.said() == {"epoch": 1}
    answers = peer.subscribe("endured")
    until_served(peer, answers)
    rng = random.Random(20261127)
    for count in range(MESSAGES):
        if count % (MESSAGES // RECONNECTIONS) == 100:
            link.cut()
            while (said := device.said()) != {"epoch": link.count}:
                # The last answer may not have been confirmed.
                assert said.get("error") in ("connection_failed", "publish_failed"), said
            until_served(peer, answers)
        kind, raw, length = value(rng)
        peer.publish("endure", envelope("endure", [payload(str(count), kind, raw)], reply_to="endured"))
        assert decode(peer.next(answers)[2])[1] == [(str(count), {"type": kind, "len": length}, "dictionary")]
    assert link.count == RECONNECTIONS + 1
    assert device.silent()
    link.stop()
