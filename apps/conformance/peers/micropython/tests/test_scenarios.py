"""The five scenarios: 1, 3, 4 and 5 in both directions; 2 (a large Arrow table) is declared impossible here."""

from __future__ import annotations

import json

from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload


def test_scenarios(peer: LiteralPeer, start: Start) -> None:
    subjects = {name: peer.subscribe(name) for name in ("control", "analysis", "chat", "data", "transport")}
    device = start("scenarios.py")
    image = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    users = [{"id": 1, "name": "Alice"}, {"id": 2, "name": "Bob"}]
    assert decode(peer.next(subjects["control"])[2])[1] == [("config", {"step_size": 0.01}, "dictionary")]
    second = device.said()
    assert (second["scenario"], second["got"][0]) == (2, "unsupported")
    assert decode(peer.next(subjects["chat"])[2])[1] == [("text", "Hello!", "text"), ("image", image, "image")]
    assert decode(peer.next(subjects["data"])[2])[1] == [("users", users, "jsontable")]
    assert decode(peer.next(subjects["transport"])[2])[1] == [("small", b"x" * 1000, "binary")]
    assert device.said() == {"scenario": 5, "transport": "direct"}
    fifth = device.said()
    assert fifth["got"][0] == "unsupported"
    assert "20000 bytes >= size_threshold 20000" in fifth["got"][1]

    assert device.said() == {"ready": True}
    for name, values in {
        "control": [payload("config", "dictionary", b'{"step_size":0.01}')],
        "chat": [payload("text", "text", b"Hello!"), payload("image", "image", image)],
        "data": [payload("users", "jsontable", json.dumps(users).encode())],
        "transport": [payload("small", "binary", b"x" * 1000)],
    }.items():
        peer.publish(f"to.device.{name}", envelope(name, values))
    said = [device.said() for _ in range(5)]
    assert [(fields["dataname"], fields["data"], fields["type"]) for fields in said] == [
        ("config", {"step_size": 0.01}, "dictionary"),
        ("text", "Hello!", "text"),
        ("image", len(image), "image"),
        ("users", users, "jsontable"),
        ("small", 1000, "binary"),
    ]
    assert device.finish() == 0
