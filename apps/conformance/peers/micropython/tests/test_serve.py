"""serve, ack and nack in both forms; a NACK rejects a request; what one message does ends nothing."""

from __future__ import annotations

import pytest

from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload

FORMS = ["blocking", "asyncio"]


def ask(peer: LiteralPeer, answers: int, name: str, **changes: str) -> dict:
    peer.publish("serve.me", envelope("serve.me", [payload(name, "text", b"x")], reply_to="served", msg_id=name, **changes))
    env, values = decode(peer.next(answers)[2])
    assert env["reply_to_msg_id"] == name
    return {"purpose": env["msg_purpose"], "metadata": env["metadata"], "values": values}


@pytest.mark.parametrize("form", FORMS)
def test_serve(form: str, peer: LiteralPeer, start: Start) -> None:
    answers = peer.subscribe("served")
    device = start("serve.py", FORM=form)
    assert device.said() == {"ready": True}
    assert ask(peer, answers, "list") == {"purpose": "chat", "metadata": {}, "values": [("answer", "list", "text")]}
    assert ask(peer, answers, "none") == {"purpose": "ACK", "metadata": {}, "values": []}
    assert ask(peer, answers, "ack") == {"purpose": "ACK", "metadata": {"by": "hand"}, "values": []}
    assert ask(peer, answers, "nack") == {"purpose": "NACK", "metadata": {"reason": "no room", "code": "full"}, "values": []}
    assert ask(peer, answers, "raise") == {"purpose": "NACK", "metadata": {"reason": "the handler failed"}, "values": []}
    assert device.said()["error"] == "secret detail"
    assert ask(peer, answers, "own") == {"purpose": "NACK", "metadata": {"reason": "the handler failed", "code": "timeout"}, "values": []}
    assert device.said()["error"] == "another secret"
    assert ask(peer, answers, "wrong")["metadata"] == {"reason": "the handler failed", "code": "invalid_payload"}
    assert "expected a list" in device.said()["error"]
    peer.publish("serve.told", envelope("serve.told", [payload("raise", "text", b"x")], reply_to="served"))
    assert decode(peer.next(answers)[2])[0]["metadata"] == {"reason": "secret detail"}
    assert device.said()["error"] == "secret detail"
    # Neither an ACK nor a NACK is answered, and neither is a request.
    for purpose in ("ACK", "NACK"):
        peer.publish("serve.me", envelope("serve.me", [], msg_purpose=purpose, reply_to="served"))
    assert ask(peer, answers, "list")["values"] == [("answer", "list", "text")]
    # What cannot be read is told, and the next one is served.
    peer.publish("serve.me", b"no envelope")
    assert "not a msg_envelope_v1" in device.said()["error"]
    assert ask(peer, answers, "list")["values"] == [("answer", "list", "text")]
    assert device.silent()


@pytest.mark.parametrize("form", FORMS)
def test_a_nack_rejects_a_request(form: str, peer: LiteralPeer, start: Start) -> None:
    asked = peer.subscribe("ask.me")
    device = start("rejected.py", FORM=form)
    for metadata, reason, code in (
        ({"reason": "no room", "code": "full"}, "no room", "full"),
        ({}, "", None),
        ({"reason": 5}, "", None),
        ({"reason": "\x1b[2J\r\n" + "x" * 5000}, "\x1b[2J\r\n" + "x" * 5000, None),
    ):
        env, _ = decode(peer.next(asked)[2])
        peer.publish(env["reply_to"], envelope(env["reply_to"], [], msg_purpose="NACK", metadata=metadata, msg_id="nack"))
        said = device.said()
        assert (said["code"], said["reason"], said["said_code"], said["msg_id"]) == ("rejected", reason, code, "nack")
        assert len(said["message"]) < 300 and "\n" not in said["message"] and "\x1b" not in said["message"]
    env, _ = decode(peer.next(asked)[2])
    peer.publish(env["reply_to"], envelope(env["reply_to"], [], msg_purpose="ACK"))
    assert device.said() == {"answer": "ACK"}


@pytest.mark.parametrize("form", [*FORMS, "iterate"])
def test_no_message_ends_a_stream(form: str, peer: LiteralPeer, start: Start) -> None:
    device = start("stream.py", FORM=form)
    assert device.said() == {"ready": True}
    good = envelope("stream.me", [payload("t", "text", b"x")])
    for foreign, word in (
        (b"", "empty"),
        (b"\xff", "not a msg_envelope_v1"),
        (envelope("x", [payload("t", "text", b"x", size=2)]), "size says"),
        (envelope("x", [payload("t", "binary", bytes(60000))]), "MAX_PAYLOAD_SIZE"),
        (envelope("x", [payload("t", "arrowtable", b"x")]), "Arrow"),
        (envelope("x", [payload("t", "text", b"x")], metadata={"break": True}), "KeyError" if form != "iterate" else ""),
    ):
        peer.publish("stream.me", foreign)
        if word:
            assert word in device.said()["error"]
        else:
            assert device.said() == {"heard": "x"}
        peer.publish("stream.me", good)
        assert device.said() == {"heard": "x"}
    # A subject that is no text, and one that holds what other protocols take for white space.
    for subject in (b"stream.\xff\xfe", b"stream.a\x0bb", b"stream.\x1c"):
        peer._socket.sendall(b"PUB " + subject + b" %d\r\n" % len(good) + good + b"\r\n")
        said = device.said()
        assert said == {"heard": "x"} or "no UTF-8" in said["error"]
        peer.publish("stream.me", good)
        assert device.said() == {"heard": "x"}
