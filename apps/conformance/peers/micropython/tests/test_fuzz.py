"""Mutated messages: each is a value or a typed error, and the device lives on in its heap."""

from __future__ import annotations

import base64
import json
import random

from .literal_peer import LiteralPeer, envelope, payload
from .micropython import Device
from .test_vectors import VECTORS

CODES = {"invalid_envelope", "unsupported_type", "unsupported", "checksum_mismatch", "decode_error", "payload_too_large", "link_forbidden"}
TOKENS = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"null", b"NaN", b"-", b"1e999", b"\xff", b"\xed\xa0\xbc", b"\\u", b"\\ud83c", b'"payloads":', b'"data":', b"=",
    b'"transport":"link"', b"\x00", b"9" * 2000, b"[" * 300, b'{"a":' * 300, b"\xef\xbb\xbf",
]  # fmt: skip


def mutate(body: bytes, rng: random.Random) -> bytes:
    data = bytearray(body)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = rng.choice(TOKENS)
        elif kind == 1:
            del data[at : at + rng.choice((1, 2, 20, 2000))]
        elif kind == 2 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            data[at : at + 3] = rng.choice(TOKENS)
        else:
            source = rng.randrange(len(data) + 1)
            data[at:at] = data[source : source + rng.choice((5, 100, 1000))]
    return bytes(data)


def test_mutated_messages(peer: LiteralPeer, reader: Device) -> None:
    rng = random.Random(20261124)
    bodies = [base64.b64decode(vector["envelope_base64"]) for vector in VECTORS]
    bodies = [body for body in bodies if 0 < len(body) < 10000]
    value = {"rows": [{"id": k, "x": k / 8, "s": "é\n" * k} for k in range(30)]}
    bodies += [envelope("x", [payload("d", "dictionary", json.dumps(value).encode()), payload("t", "text", "é".encode() * 500)])] * 20
    assert len(bodies) > 80
    outcomes: dict[str, int] = {}
    for _ in range(3000):
        body = mutate(rng.choice(bodies), rng)
        got = json.loads(peer.request("device.read", body))
        code = "ok" if got.get("ok") else got["error"]
        assert code == "ok" or code in CODES, (body, got)
        outcomes[code] = outcomes.get(code, 0) + 1
    assert {"ok", "invalid_envelope", "checksum_mismatch", "decode_error", "unsupported"} <= set(outcomes), outcomes


def test_the_heap_is_whole_after_all_that(peer: LiteralPeer, reader: Device) -> None:
    raw = bytes(50000)
    got = json.loads(peer.request("device.read", envelope("x", [payload("big", "binary", raw)])))
    assert got["payloads"][0]["len"] == 50000
