"""Messages made to harm: each is a typed error with one short line, and the device goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload
from .micropython import Device


def read(peer: LiteralPeer, body: bytes) -> dict[str, Any]:
    return json.loads(peer.request("device.read", body))


LONG = "\x1b[2J\r\nforged \u2028\x9b" + "x" * 20000
ONE = payload("t", "text", b"x")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("unsupported_type", {"payload_type": LONG}),
        ("invalid_envelope", {"transport": LONG}),
        ("decode_error", {"encoding": LONG}),
        ("checksum_mismatch", {"dataname": LONG, "size": 7}),
        ("checksum_mismatch", {"metadata": {"checksum": LONG}}),
        ("checksum_mismatch", {"metadata": {"checksum": {"toString": 1}}}),
        ("checksum_mismatch", {"size": 10**900}),
    ],
)
def test_foreign_text_in_an_error_is_escaped_and_cut(code: str, changes: dict[str, Any], peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, envelope("x", [{**ONE, **changes}]))
    assert got["error"] == code
    assert len(got["message"]) < 700
    assert all(" " <= character <= "~" or character == "…" for character in got["message"]), got


@pytest.mark.parametrize("item", ["1", "{}", '{"a":"\\"[,"}', "[[],[]]", ' "," '])
def test_more_payloads_than_there_may_be(item: str, peer: LiteralPeer, reader: Device) -> None:
    head = envelope("x", []).replace(b'"payloads":[]', b'"payloads" : [')
    count = min(10001, 60000 // (len(item) + 1))
    body = head[:-1] + b",".join([item.encode()] * count) + b"]}"
    got = read(peer, body)
    if count > 10000:
        assert got["error"] == "invalid_envelope" and "more than 10000 payloads" in got["message"], got
    else:
        assert got["error"] in ("invalid_envelope", "decode_error") and "10000" not in got["message"], got


def test_long_integers(peer: LiteralPeer, reader: Device) -> None:
    for digits, code in ((400, None), (4300, None), (4301, "decode_error")):
        raw = b"[" + b"7" * digits + b"]"
        got = read(peer, envelope("x", [payload("d", "dictionary", raw)]))
        assert got.get("error") == code
        if not code:
            assert got["payloads"][0]["value"] == ["7" * digits]
    got = read(peer, envelope("x", [ONE]).replace(b'"metadata":{}', b'"metadata":{"n":' + b"7" * 4301 + b"}", 1))
    assert got["error"] == "invalid_envelope"


SECRETS = ["p/w", "p?w", "p#w", "p,w", "p@w", "YWJj/ZGVm+w==", "p\u00e9,/w"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("login", ["me:{}", "{}", "{}:x"])
def test_an_unencoded_secret_is_refused_and_never_repeated(login: str, secret: str, start: Start) -> None:
    url = f"nats://{login.format(secret)}@127.0.0.1:1"
    said = start("secrets.py", NATS_URL=url).said()
    assert said["code"] == "invalid_config"
    for part in secret.replace("/", " ").replace("?", " ").replace("#", " ").replace(",", " ").replace("@", " ").split():
        assert len(part) < 2 or part not in said["message"], said
    assert "percent-encoded" in said["message"] or "expected nats://host:port" in said["message"]


@pytest.mark.parametrize("url", ["nats://top:secret", "http://top:secret@h", "nats://h:1,x:secret@h", "nats://a:%zz-secret@h", "nats://h/x:secret@h", "h:secret", "secret key"])
def test_no_part_of_a_url_that_is_none_is_repeated(url: str, start: Start) -> None:
    said = start("secrets.py", NATS_URL=url).said()
    assert said["code"] == "invalid_config"
    assert "secret" not in said["message"]


def test_an_encoded_secret_is_stripped(start: Start) -> None:
    said = start("secrets.py", NATS_URL="nats://me:YWJj%2FZGVm%3F%23%2C%40@127.0.0.1:1/path?token=secret,nats://tok%2Fen@[::1]:4222").said()
    assert said == {"broker_url": "nats://127.0.0.1:1,nats://[::1]:4222"}


def test_answers_to_subjects_of_the_broker_are_refused(peer: LiteralPeer, start: Start) -> None:
    device = start("system_reply.py")
    assert device.said() == {"ready": True}
    sid = peer.subscribe("$JS.API.>")
    for reply_to in ("$JS.API.STREAM.PURGE.x", "$SYS.REQ"):
        peer.publish("answer.me", envelope("answer.me", [ONE], reply_to=reply_to))
        code, message = device.said()["got"]
        assert (code, reply_to in message, "allow_system_reply" in message) == ("invalid_subject", True, True)
    for purpose in ("ACK", "NACK"):
        peer.publish("answer.me", envelope("answer.me", [], msg_purpose=purpose, reply_to="x"))
        assert device.said()["got"] == ["invalid_subject", f"an {purpose} is never answered"]
    peer.publish("answer.me", envelope("answer.me", [ONE], reply_to="$JS.API.allowed", metadata={"allow": True}))
    assert device.said()["got"] == ["none", ""]
    assert decode(peer.next(sid)[2])[1] == [("t", "x", "text")]


def test_a_log_line_is_one_short_line(peer: LiteralPeer, start: Start) -> None:
    device = start("logs.py")
    assert device.said() == {"ready": True}
    peer.publish("log.me", envelope(LONG, [ONE], correlation_id=LONG))
    line = device.said()["line"]
    assert "[Correlation: \\u001b[2J\\u000d\\u000aforged \\u2028\\u009bxxx" in line
    assert len(line) < 600
    assert all(" " <= character <= "~" or character == "…" for character in line)


