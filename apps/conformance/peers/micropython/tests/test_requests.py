"""Request and reply in both directions, pulling, queue groups, errors in answers; both forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload


def reply_to(peer: LiteralPeer, env: dict[str, Any], payloads: list[dict[str, Any]]) -> None:
    answer = envelope(env["reply_to"], payloads, reply_to_msg_id=env["msg_id"], correlation_id=env["correlation_id"])
    peer.publish(env["reply_to"], answer)


@pytest.mark.parametrize("script", ["requests.py", "async_requests.py"])
def test_requests(script: str, peer: LiteralPeer, start: Start) -> None:
    service, silent, large, broken, one = (
        peer.subscribe(name) for name in ("peer.service", "peer.silent", "peer.large", "peer.broken", "async.one")
    )
    device = start(script)
    if script.startswith("async"):
        assert decode(peer.next(one)[2])[1] == [("one", "shot", "text")]
    subject, reply, body = peer.next(service)
    env, values = decode(body)
    assert env["reply_to"] == reply
    assert reply.startswith("_INBOX.")
    assert values == [("question", "How are you?", "text")]
    reply_to(peer, env, [payload("answer", "text", b"Well.")])
    said = device.said()
    assert said["answer"] == [["answer", "Well.", "text"]]
    assert said["answered"] and said["correlation"] == env["correlation_id"]

    assert device.said()["nobody"][0] == "no_responders"
    peer.next(silent)
    assert device.said()["silent"][0] == "timeout"
    env, _ = decode(peer.next(large)[2])
    reply_to(peer, env, [payload("answer", "binary", bytes(100000))])
    assert device.said()["large"][0] == "payload_too_large"
    env, _ = decode(peer.next(broken)[2])
    reply_to(peer, env, [payload("answer", "text", b"x", size=2)])
    assert device.said()["broken"][0] == "checksum_mismatch"

    assert device.said() == {"ready": True}
    answers = peer.subscribe("answers")
    for index in range(3):
        question = envelope("device.service", [payload("q", "text", f"{index}".encode())], reply_to="answers", correlation_id=f"c{index}", msg_id=f"m{index}")
        peer.publish("device.service", question)
    got = []
    for _ in range(3):
        env, values = decode(peer.next(service)[2])
        reply_to(peer, env, [payload("answer", "text", values[0][1].encode())])
        env, values = decode(peer.next(answers)[2])
        got.append((env["correlation_id"], env["reply_to_msg_id"], env["sender_name"], values[0][1]))
    assert sorted(got) == [(f"c{index}", f"m{index}", "device", f"{index}!") for index in range(3)]

    peer.publish("pull.me", envelope("pull.me", [payload("a", "text", b"first")]))
    peer.publish("pull.me", b"no envelope")
    peer.publish("pull.me", envelope("pull.me", [payload("a", "text", b"second")]))
    assert device.said() == {"pulled": [["a", "first", "text"]]}
    assert device.said()["pulled"][0] == "invalid_envelope"
    assert device.said() == {"pulled": [["a", "second", "text"]]}
    assert device.said()["pulled"][0] == "timeout"
    if script.startswith("async"):
        assert device.said()["closed"][0] == "connection_failed"
    assert device.said() == {"unsubscribed": True}
    assert peer.request("device.service", envelope("x", [])) == b""  # no responders
    assert device.said()["nowhere"][0] == "invalid_subject"
    if script.startswith("async"):
        assert device.said() == {"ready": "iterate"}
        for index in range(3):
            peer.publish("raw.me", envelope("raw.me", [payload("a", "dictionary", json.dumps(index).encode())]))
        assert device.said() == {"heard": [0, 1, 2]}
        assert device.said() == {"closed": ["none", ""]}
    else:
        assert device.said() == {"processed": False}
    assert device.finish() == 0
