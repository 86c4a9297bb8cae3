"""Forms of messages beyond the vectors, and messages that are broken."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from .literal_peer import LiteralPeer, envelope, payload
from .micropython import Device


def read(peer: LiteralPeer, *payloads: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return read_body(peer, envelope("device.read", list(payloads), **changes))


def read_body(peer: LiteralPeer, body: bytes) -> dict[str, Any]:
    got = json.loads(peer.request("device.read", body))
    assert got.get("error") != "crash", got
    return got


RAW = bytes(range(256)) * 40
STANDARD = base64.b64encode(RAW).decode()


@pytest.mark.parametrize(
    "data",
    [
        STANDARD,
        STANDARD.rstrip("="),
        base64.urlsafe_b64encode(RAW).decode(),
        base64.encodebytes(RAW).decode(),
        base64.encodebytes(RAW).decode().replace("\n", "\r\n"),
        f"  {STANDARD}\t\f",
        STANDARD[:1023] + "\n" + STANDARD[1023:],
        STANDARD[:1025] + " " * 2000 + STANDARD[1025:],
    ],
    ids=["standard", "no padding", "url-safe", "lines", "crlf lines", "spaces around", "one break", "long gap"],
)
def test_base64_of_every_kind(data: str, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("b", "binary", RAW, data=data))
    assert got["payloads"][0]["len"] == len(RAW)
    assert got["verified"] == [True]


def test_base64_with_escaped_slashes(peer: LiteralPeer, reader: Device) -> None:
    body = envelope("device.read", [payload("b", "binary", b"\xff" * 3000), payload("t", "text", b"after")])
    escaped = body.replace(b"////", b"\\/\\/\\/\\u002f")
    assert escaped != body
    got = read_body(peer, escaped)
    assert got["verified"] == [True, True]
    assert got["payloads"][1]["text"] == "after"


@pytest.mark.parametrize(
    "data", ["AQ*DBA==", "AQID=BAU", "AQIDB", "AQ==AQ==", "AQIDBA===", "AQIDBA=====", "é", "AQ\u0000D", STANDARD[:2000] + "?" + STANDARD[2001:]]
)
def test_base64_that_is_broken(data: str, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("b.bin", "binary", b"", data=data, drop=("size", "metadata")))
    assert got["error"] == "decode_error"
    assert "payload 0 (b.bin)" in got["message"]


@pytest.mark.parametrize("ending", range(1, 8))
def test_base64_of_every_length_around_a_chunk(ending: int, peer: LiteralPeer, reader: Device) -> None:
    for size in (ending, 768 - 4 + ending, 1536 - 4 + ending):
        raw = bytes((7 * index + ending) % 256 for index in range(size))
        got = read(peer, payload("b", "binary", raw), payload("u", "binary", raw, data=base64.urlsafe_b64encode(raw).decode().rstrip("=")))
        assert got["verified"] == [True, True]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (rb'"\ud83c\udf89"', "🎉"),
        (rb'"a\"\\\/\b\f\n\r\t\u00e9"', 'a"\\/\b\f\n\r\té'),
        ('"\u007f\u2028é€😀"'.encode(), "\u007f\u2028é€😀"),
        (b" [ 1 , -0 , 1.5e3 , -2E-2 ] ", [1, 0, 1500.0, -0.02]),
        (b'{"a":{"a":[[],{}]},"":null}', {"a": {"a": [[], {}]}, "": None}),
        (b"[NaN,Infinity,-Infinity]", ["NaN", "Infinity", "-Infinity"]),
        (b"[9007199254740991,9007199254740993,-18446744073709551616]", [9007199254740991, "9007199254740993", "-18446744073709551616"]),
        (b"[true,false,null]", [True, False, None]),
        (b"[" * 90 + b"]" * 90, None),
        (rb'["\ud83c","\udf89\ud83cx"]', ["\ud83c", "\udf89\ud83cx"]),
    ],
)
def test_json(text: bytes, value: Any, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("d", "dictionary", text))
    assert got["ok"], got
    if value is not None:
        assert got["payloads"][0]["value"] == value


@pytest.mark.parametrize(
    "text",
    [
        b"", b" ", b"[1 2]", b"[1,]", b"[,1]", b'{"a" 1}', b'{"a":1,}', b"{a:1}", b"{1:2}", b"01", b"1.", b".5", b"1e", b"+1", b"-", b"0x1", b"--1", b"1e+",
        b"nul", b"True", b"nan", b"-NaN", b"'a'", b'"a', b'"\\x"', b'"\\u12"', b'"\\u12g4"', b'"\t"', b"1 1", b"[1]]", b"[[1]", b'{"a":}', b'{"a"}', b"]", b"}", b":",
        b"\xef\xbb\xbf1", b'"\xff"', b'"\xed\xa0\xbc"', b'"\xc0\x80"', b'"\xf4\x90\x80\x80"', b'"\xe0\x80\x80"', b"[" * 101 + b"]" * 101, b"9" * 5000,
    ],
)  # fmt: skip
def test_json_that_is_none(text: bytes, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("d", "dictionary", text))
    assert got.get("error") == "decode_error", got


@pytest.mark.parametrize("raw", [b"\xff", b"\xc3", b"\xed\xa0\xbd", b"\xc0\xaf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"a" * 511 + b"\xc3\x28"])
def test_text_that_is_no_utf8(raw: bytes, peer: LiteralPeer, reader: Device) -> None:
    assert read(peer, payload("t", "text", raw))["error"] == "decode_error"


@pytest.mark.parametrize("text", ["\ufeffbom", "", "é" * 2000, "a" * 510 + "😀" * 300, "\x00\x1f\x7f\u2028"])
def test_text(text: str, peer: LiteralPeer, reader: Device) -> None:
    assert read(peer, payload("t", "text", text.encode()))["payloads"][0]["text"] == text


@pytest.mark.parametrize(
    ("encoding", "data", "size", "value"),
    [
        ("json", '{"a":1}', 7, {"a": 1}),
        ("json", base64.b64encode(b'{"a":1}').decode(), 7, {"a": 1}),
        ("json", "1234", 4, 1234),
        ("json", "1234", 3, None),
        ("json", "1234", None, 1234),
        ("json", "eyJhIjoxfQ", None, {"a": 1}),
        ("json", "hello", 7, "hello"),
        ("json", {"a": [1]}, 99, {"a": [1]}),
        ("json", None, None, None),
        ("none", '{"a":1}', 7, {"a": 1}),
        ("utf-8", '{"a":1}', 7, {"a": 1}),
        ("utf-8", base64.b64encode(b'{"a":1}').decode(), 7, {"a": 1}),
        ("", base64.b64encode(b'{"a":1}').decode(), 7, {"a": 1}),
        (None, base64.b64encode(b'{"a":1}').decode(), None, {"a": 1}),
    ],
)
def test_encodings(encoding: str | None, data: Any, size: int | None, value: Any, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("d", "dictionary", b"", encoding=encoding, data=data, size=size, metadata=None))
    if value is None and data is not None:
        # Three bytes of base64, which are no JSON.
        assert got["error"] == "decode_error"
    else:
        assert got["payloads"][0]["value"] == value, got


@pytest.mark.parametrize(
    ("changes", "code", "word"),
    [
        ({"encoding": "gzip"}, "decode_error", "gzip"),
        ({"payload_type": "Text"}, "unsupported_type", "Text"),
        ({"payload_type": ""}, "unsupported_type", "''"),
        ({"payload_type": "arrowtable"}, "unsupported", "Arrow"),
        ({"transport": "link", "data": "http://127.0.0.1:1/file"}, "link_forbidden", "allowed_link_origins"),
        ({"transport": "link", "data": 5}, "invalid_envelope", "data"),
        ({"transport": "carrier"}, "invalid_envelope", "transport"),
        ({"transport": None}, "invalid_envelope", "transport"),
        ({"payload_type": 5}, "invalid_envelope", "payload_type"),
        ({"data": None}, "invalid_envelope", "data"),
        ({"data": 5}, "decode_error", "JSON value"),
        ({"dataname": 5}, "invalid_envelope", "dataname"),
        ({"metadata": []}, "invalid_envelope", "metadata"),
        ({"size": "4"}, "invalid_envelope", "size"),
        ({"size": -1}, "checksum_mismatch", "size"),
        ({"size": 5}, "checksum_mismatch", "size"),
        ({"metadata": {"checksum": "abc"}}, "checksum_mismatch", "abc"),
        ({"metadata": {"checksum": 5}}, "checksum_mismatch", "no text"),
    ],
)
def test_payloads_that_are_refused(changes: dict[str, Any], code: str, word: str, peer: LiteralPeer, reader: Device) -> None:
    got = read(peer, payload("name", "text", b"text", **changes))
    assert got["error"] == code, got
    assert word in got["message"]


@pytest.mark.parametrize("checksum", [None, "", "SHA256:{}", "sha256:{}"])
def test_checksums_that_pass(checksum: str | None, peer: LiteralPeer, reader: Device) -> None:
    whole = payload("t", "text", b"text")
    good = whole["metadata"]["checksum"]
    if checksum:
        checksum = checksum.format(good.upper())
    got = read(peer, {**whole, "metadata": {"checksum": checksum}})
    assert got["ok"], got
    assert got["verified"] == [bool(checksum)]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"[]", b'"text"', b"{", b"\xff\xfe{}", b"\xef\xbb\xbf", b'{"correlation_id":"\xff"}', b"{" * 5000, b'{"payloads":[{"data":"' + b"\\" * 999]
)
def test_bodies_that_are_no_envelope(body: bytes, peer: LiteralPeer, reader: Device) -> None:
    assert read_body(peer, body)["error"] == "invalid_envelope"


@pytest.mark.parametrize("changes", [{"correlation_id": ""}, {"msg_id": None}, {"send_to": 5}, {"metadata": "x"}, {"payloads": {}}, {"payloads": [5]}, {"payloads": None}])
def test_envelopes_that_are_refused(changes: dict[str, Any], peer: LiteralPeer, reader: Device) -> None:
    got = read_body(peer, envelope("device.read", [payload("t", "text", b"x")], **changes))
    assert got["error"] == "invalid_envelope"
    assert next(iter(changes)) in got["message"]


def test_byte_order_mark_and_foreign_fields(peer: LiteralPeer, reader: Device) -> None:
    body = b"\xef\xbb\xbf" + envelope("device.read", [payload("t", "text", b"x", extra=1)], trace={"data": "x", "payloads": [{"data": "y"}]})
    got = read_body(peer, body)
    assert got["envelope"]["trace"] == {"data": "x", "payloads": [{"data": "y"}]}


def test_nan_in_the_envelope(peer: LiteralPeer, reader: Device) -> None:
    body = envelope("device.read", [], msg_purpose="ACK").replace(b'"metadata":{}', b'"metadata":{"x":NaN}')
    assert read_body(peer, body)["envelope"]["metadata"] == {"x": "NaN"}


def test_headers_are_read_over(peer: LiteralPeer, reader: Device) -> None:
    for headers in (b"NATS/1.0\r\nNats-Msg-Id: x\r\n\r\n", b"NATS/1.0\r\nX: " + b"y" * 5000 + b"\r\n\r\n"):
        inbox = peer.subscribe("_INBOX.headers")
        peer.publish("device.read", envelope("device.read", [payload("t", "text", b"x")]), "_INBOX.headers", headers)
        assert json.loads(peer.next(inbox)[2])["ok"]
