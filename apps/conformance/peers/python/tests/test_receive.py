from __future__ import annotations

import json
import time
from typing import Any

import pytest

from natsbridge import NatsBridgeError, fetch_with_backoff, make_link_policy, smartreceive, smartsend

from .servers import PlikServer


def _message(url: str, size: int | None = None, **payload: Any) -> str:
    entry = {"dataname": "f", "payload_type": "text", "transport": "link", "data": url, "size": size, **payload}
    return json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": [entry]})


async def _refused(code: str, words: str, msg: Any, **options: Any) -> NatsBridgeError:
    with pytest.raises(NatsBridgeError, match=words) as caught:
        await smartreceive(msg, **{"base_delay": 1, **options})
    assert caught.value.code == code, caught.value
    return caught.value


@pytest.mark.parametrize("msg", [b"", b"[]", b"null", b"{", b"\xff\xfe{\x00}\x00", b"{}", 5, None, b'{"correlation_id":"c","msg_id":"m"}', b"[" * 100_000])
async def test_what_is_no_envelope(msg: Any) -> None:
    await _refused("invalid_envelope", ".", msg)


async def test_all_faults_are_listed_with_their_path() -> None:
    body = {"correlation_id": 5, "msg_id": "", "sender_name": 1, "payloads": [{"transport": "pigeon", "size": "x", "metadata": []}, 3]}
    error = await _refused("invalid_envelope", "correlation_id", json.dumps(body))
    assert error.message == (
        "not a msg_envelope_v1: correlation_id expected a string, got a number; msg_id is empty; sender_name expected a string, got a number; "
        "payloads[0].metadata expected an object, got an array; payloads[0].payload_type is missing; "
        "payloads[0].transport expected \"direct\" or \"link\", got 'pigeon'; payloads[0].size expected a number, got a string; "
        "payloads[0].data is missing; payloads[1] expected an object, got a number"
    )


async def test_every_form_of_a_message() -> None:
    _, text = await smartsend("chat", [("m", "Hello!", "text")], is_publish=False)

    class Seed:
        payload = text.encode()

    class Nats:
        data = text.encode()

    for msg in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode()), Seed(), Nats(), "\ufeff" + text, b"\xef\xbb\xbf" + text.encode()):
        env = await smartreceive(msg)
        assert env["payloads"] == [("m", "Hello!", "text")]
    assert {**env["payload_info"][0], "id": ""} == {
        "id": "", "dataname": "m", "payload_type": "text", "transport": "direct", "size": 6, "verified": True,
        "checksum": "334d016f755cd6dc58c53a86e183882f8ec14f52fb05345887c8a5edd42c87b7",
        "metadata": {"checksum": "334d016f755cd6dc58c53a86e183882f8ec14f52fb05345887c8a5edd42c87b7"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest", "http://127.0.0.1:1/x", "https://{host}/x", "file:///etc/passwd", "//x/y", "", "http://", "http://{host}@evil.example/x",
     "http://evil.example#@{host}/", "ftp://{host}/x", "http://{host}0/x", "http:\\\\{host}\\x", "http://x:99999/"],
)  # fmt: skip
async def test_links_elsewhere_are_not_followed(url: str, plik: PlikServer) -> None:
    await _refused("link_forbidden", "payload 0 'f'", _message(url.replace("{host}", plik.url[7:])))
    assert plik.requests == []


async def test_the_error_says_how_to_allow(plik: PlikServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILESERVER_URL", "http://files.example")
    msg = _message(plik.fault("once"), 5)
    await _refused("link_forbidden", rf"leads to {plik.url}, which is not allowed; if you trust it, add it to allowed_link_origins", msg)
    for options in ({"allowed_link_origins": [plik.url.upper().replace("HTTP", "http")]}, {"allowed_link_origins": "any"}, {"fileserver_url": plik.url}):
        assert (await smartreceive(msg, base_delay=1, **options))["payloads"] == [("f", "hello", "text")]
    monkeypatch.setenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", f"http://a.example, {plik.url}")
    assert (await smartreceive(msg))["payloads"] == [("f", "hello", "text")]
    monkeypatch.setenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "somewhere")
    await _refused("invalid_config", "NATSBRIDGE_ALLOWED_LINK_ORIGINS", msg)


async def test_all_links_are_judged_before_any_is_fetched(plik: PlikServer) -> None:
    good, bad = json.loads(_message(plik.fault("once"))), json.loads(_message("http://evil.example/x"))
    good["payloads"] += bad["payloads"]
    await _refused("link_forbidden", "payload 1", json.dumps(good))
    assert plik.requests == []


@pytest.mark.parametrize(
    ("path", "code", "attempts"),
    [("503", "link_unreachable", 3), ("429", "link_unreachable", 3), ("408", "link_unreachable", 3), ("425", "link_unreachable", 3), ("404", "link_gone", 1),
     ("410", "link_gone", 1), ("401", "link_refused", 1), ("403", "link_refused", 1), ("redirect", "link_refused", 1), ("truncate", "link_unreachable", 3)],
)  # fmt: skip
async def test_faults_of_a_file_server(path: str, code: str, attempts: int, plik: PlikServer) -> None:
    await _refused(code, "payload 0 'f'", _message(plik.fault(path)), max_retries=3)
    assert len(plik.requests) == attempts


async def test_a_web_page_is_never_taken_for_the_file(plik: PlikServer) -> None:
    await _refused("link_gone", "404.*not available", _message(f"{plik.url}/file/A/B/x"))


async def test_a_stalled_download_ends(plik: PlikServer) -> None:
    started = time.monotonic()
    await _refused("link_unreachable", "f", _message(plik.fault("stall")), max_retries=2, idle_timeout=100)
    assert 0.15 <= time.monotonic() - started < 20 and len(plik.requests) == 2


async def test_a_download_without_end_is_cut(plik: PlikServer) -> None:
    await _refused("link_too_large", "over max_download_bytes 100,000", _message(plik.fault("endless")), max_download_bytes=100_000)
    await _refused("checksum_mismatch", "size says 5 bytes, more came", _message(plik.fault("endless"), 5), max_retries=1)
    assert len(plik.requests) == 2


async def test_a_corrupted_download_is_tried_again(plik: PlikServer) -> None:
    plik.files["U", "F"] = {"name": "x", "content": b"abc", "reads": 0}
    await _refused("checksum_mismatch", "after 3 attempts", _message(f"{plik.url}/file/U/F/x", 3, metadata={"checksum": "0" * 64}), max_retries=3)
    assert plik.files["U", "F"]["reads"] == 3


async def test_size_and_checksum_hold_for_handlers_too() -> None:
    calls: list[Any] = []

    async def handler(*arguments: Any) -> bytes:
        calls.append(arguments)
        return b"abc"

    assert (await smartreceive(_message("anything", 3), fileserver_download_handler=handler))["payloads"] == [("f", "abc", "text")]
    assert calls == [("anything", 5, 100, 5000, "c")]
    await _refused("checksum_mismatch", "size says 4 bytes, 3 came", _message("anything", 4), fileserver_download_handler=handler)
    await _refused("link_unreachable", "returned str, not bytes", _message("anything"), fileserver_download_handler=lambda *_: "abc")
    await _refused("link_unreachable", "KeyError", _message("anything"), fileserver_download_handler=lambda *_: {}["x"])


async def test_credentials_in_links_are_not_shown(plik: PlikServer) -> None:
    error = await _refused("link_forbidden", "f", _message(f"http://me:secret@{plik.fault('404')[7:]}?signature=hidden"), allowed_link_origins="any")
    assert "secret" not in error.message and "hidden" not in error.message


async def test_fetch_with_backoff_alone(plik: PlikServer) -> None:
    assert await fetch_with_backoff(plik.fault("once"), 2, 1, 10, "c") == b"hello"
    with pytest.raises(NatsBridgeError) as caught:
        await fetch_with_backoff("http://elsewhere.example/", 1, 1, 1, "c")
    assert caught.value.code == "link_forbidden"
    with pytest.raises(NatsBridgeError, match="total_timeout|after"):
        await fetch_with_backoff(plik.fault("503"), 100, 50, 50, "c", total_timeout=200)
    assert len(plik.requests) < 15


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ({"encoding": "json", "data": "eyJhIjoxfQ==", "payload_type": "dictionary"}, {"a": 1}),
        ({"encoding": "json", "data": '{"a":1}', "payload_type": "dictionary"}, {"a": 1}),
        ({"encoding": "json", "data": "1234", "size": 4, "payload_type": "dictionary"}, 1234),
        ({"encoding": "json", "data": "MTIz", "size": 3, "payload_type": "dictionary"}, 123),
        ({"encoding": "json", "data": None, "payload_type": "dictionary"}, None),
        ({"encoding": "none", "data": "abcd", "payload_type": "text"}, "abcd"),
        ({"encoding": "utf-8", "data": "abcd", "payload_type": "text"}, "abcd"),
        ({"encoding": "utf-8", "data": "YWJj", "size": 3, "payload_type": "text"}, "abc"),
        ({"encoding": "json", "data": "just a string", "size": 15, "payload_type": "dictionary"}, "just a string"),
        ({"encoding": "json", "data": '"just a string"', "size": 15, "payload_type": "dictionary"}, "just a string"),
        ({"data": "aGk=", "payload_type": "text"}, "hi"),
        ({"encoding": "base64", "data": "aGk=", "size": 2.0, "payload_type": "text"}, "hi"),
    ],
)
async def test_direct_dialects(payload: dict[str, Any], value: Any) -> None:
    body = json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": [{"transport": "direct", **payload}]})
    assert (await smartreceive(body))["payloads"][0][1] == value


@pytest.mark.parametrize("encoding", ["Base64", "gzip", "utf8", "x" * 1000])
async def test_unknown_encodings(encoding: str) -> None:
    body = {"correlation_id": "c", "msg_id": "m", "payloads": [{"transport": "direct", "payload_type": "text", "encoding": encoding, "data": "aGk="}]}
    error = await _refused("decode_error", "is none of base64, json, arrow-ipc, utf-8, none", json.dumps(body))
    assert len(error.message) < 150


async def test_a_text_that_is_a_json_value_is_refused() -> None:
    body = {"correlation_id": "c", "msg_id": "m", "payloads": [{"transport": "direct", "payload_type": "image", "encoding": "json", "data": [1]}]}
    await _refused("decode_error", "a JSON value, which a image cannot be", json.dumps(body))
