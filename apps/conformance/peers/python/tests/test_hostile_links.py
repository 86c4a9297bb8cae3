"""Links and their servers as an enemy would make them."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import time
from typing import Any

import pytest

from natsbridge import NatsBridgeError, PlikFileServer, make_link_policy, smartreceive
from natsbridge.download import speed_watch

from .hostile_http import HostileHttp, ok
from .servers import PlikServer

BODY = bytes(range(256)) * 40


def message(*urls: str, size: int | None = None, checksum: Any = None, **payload: Any) -> str:
    metadata = {} if checksum is None else {"checksum": checksum}
    payloads = [{"dataname": "f", "payload_type": "binary", "transport": "link", "data": url, "size": size, "metadata": metadata, **payload} for url in urls]
    return json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": payloads})


async def refused(code: str, words: str, msg: Any, **options: Any) -> NatsBridgeError:
    with pytest.raises(NatsBridgeError, match=words) as caught:
        await asyncio.wait_for(smartreceive(msg, **{"base_delay": 1, "max_retries": 2, "allowed_link_origins": "any", **options}), 20)
    assert caught.value.code == code, caught.value
    assert caught.value.message.isprintable() and len(caught.value.message) <= 2_000
    return caught.value


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "link_unreachable"),
        (b"HTTP/1.1 101 x\r\n\r\n", "link_unreachable"),
        (b"", "link_unreachable"),
        (b"HTTP/1.1 200 OK\r\n", "link_unreachable"),
        (b"garbage\r\n\r\n", "link_unreachable"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "link_refused"),
        (ok(b"x" * 10, length=20), "link_unreachable"),
        (ok(b"x", "Content-Encoding: zebra"), "link_refused"),
        (ok(gzip.compress(gzip.compress(b"x")), "Content-Encoding: gzip, gzip"), "link_refused"),
        (ok(gzip.compress(b"x"), "Content-Encoding: gzip", "Content-Encoding: br"), "link_refused"),
        (ok(b"no gzip", "Content-Encoding: gzip"), "link_unreachable"),
        (ok(gzip.compress(b"x" * 1000)[:-9], "Content-Encoding: gzip"), "link_unreachable"),
    ],
)
async def test_an_answer_that_is_none_ends_the_attempt_at_once(answer: bytes, code: str) -> None:
    async with HostileHttp(answer) as server:
        started = time.monotonic()
        await refused(code, "payload 0 'f'", message(server.url))
        assert time.monotonic() - started < 10
        assert len(server.requests) == (2 if code == "link_unreachable" else 1)


async def test_an_encoding_that_is_known_is_undone_and_counted() -> None:
    async with HostileHttp(ok(gzip.compress(BODY), "Content-Encoding: gzip")) as server:
        assert (await smartreceive(message(server.url, size=len(BODY)), allowed_link_origins="any"))["payloads"][0][1] == BODY
        bomb = ok(gzip.compress(bytes(50_000_000)), "Content-Encoding: gzip")
    async with HostileHttp(bomb) as server:
        error = await refused("link_too_large", "max_download_bytes 1,000,000", message(server.url), max_download_bytes=1_000_000)
        assert error.details["option"] == "max_download_bytes"


async def test_a_download_that_trickles_ends_without_another_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed_watch, "WINDOW", 0.5)

    async def trickle(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with HostileHttp(trickle) as server:
        error = await refused("link_unreachable", "min_speed 1,000", message(server.url), idle_timeout=0)
        assert len(server.requests) == 1 and error.details["option"] == "min_speed"
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(smartreceive(message(server.url), allowed_link_origins="any", min_speed=0), 1.5)


async def test_a_slow_reader_is_no_slow_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed_watch, "WINDOW", 0.2)
    async with HostileHttp(ok(BODY * 200)) as server:
        env = await smartreceive(message(server.url), allowed_link_origins="any", lazy=True)
        got = 0
        async for chunk in env["payloads"][0][1].stream():
            got += len(chunk)
            await asyncio.sleep(0.1 if got < 600_000 else 0)
        assert got == len(BODY) * 200


def cut_off(*headers: str) -> Any:
    """4,000 bytes of the body, and after a while no more."""

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(ok(BODY[:4000], *headers, length=len(BODY)))
        await writer.drain()
        await asyncio.sleep(0.1)

    return answer


CUT = cut_off('ETag: "a"')
REST = ok(BODY[4000:], 'ETag: "a"', f"Content-Range: bytes 4000-{len(BODY) - 1}/{len(BODY)}", status="206 Partial Content")


@pytest.mark.parametrize(
    ("answers", "ranges"),
    [
        ([CUT, REST], [None, 4000]),
        ([CUT, ok(BODY, 'ETag: "a"')], [None, 4000]),
        ([CUT, ok(b"", status="416 no"), ok(BODY, 'ETag: "a"')], [None, 4000, None]),
        ([CUT, ok(b"", status="503 later"), ok(BODY, 'ETag: "a"')], [None, 4000, None]),
        ([CUT, ok(BODY[9:], f"Content-Range: bytes 9-{len(BODY) - 1}/{len(BODY)}", status="206 Partial"), ok(BODY, 'ETag: "a"')], [None, 4000, None]),
    ],
)
@pytest.mark.parametrize("lazy", [False, True])
async def test_reading_on_after_a_break(answers: list[Any], ranges: list[int | None], lazy: bool) -> None:
    async with HostileHttp(*answers) as server:
        msg = message(server.url, size=len(BODY), checksum=hashlib.sha256(BODY).hexdigest())
        options: Any = {"allowed_link_origins": "any", "base_delay": 1, "lazy": lazy}
        data = (await smartreceive(msg, **options))["payloads"][0][1]
        assert (b"".join([chunk async for chunk in data.stream()]) if lazy else data) == BODY
        assert [int(head.split("Range: bytes=")[1].split("-")[0]) if "Range: bytes=" in head else None for head in server.requests] == ranges


async def test_without_an_etag_and_a_checksum_nothing_is_read_on() -> None:
    async with HostileHttp(cut_off(), ok(BODY)) as server:
        env = await smartreceive(message(server.url), allowed_link_origins="any", base_delay=1, lazy=True)
        with pytest.raises(NatsBridgeError, match="cannot be read on"):
            [chunk async for chunk in env["payloads"][0][1].stream()]
        assert len(server.requests) == 1
    async with HostileHttp(cut_off(), ok(BODY)) as server:
        # What nobody has seen is fetched anew.
        assert (await smartreceive(message(server.url), allowed_link_origins="any", base_delay=1))["payloads"][0][1] == BODY


async def test_many_links_to_one_file_are_bounded_together() -> None:
    async with HostileHttp(ok(bytes(200_000))) as server:
        urls = [server.url] * 300
        await refused("link_too_large", "max_message_bytes 1,600,000", message(*urls), max_download_bytes=250_000, max_message_bytes=1_600_000)
        assert len(server.requests) == 9
        error = await refused("link_too_large", "60,000,000 bytes, over max_message_bytes 4,000,000", message(*urls, size=200_000), max_download_bytes=250_000)
        assert len(server.requests) == 9 and error.details["option"] == "max_message_bytes" and not error.is_retryable


@pytest.mark.parametrize(
    "path",
    ["/file/a/b/c/d", "/file/a/b", "/upload/a", "/file/%2e%2e/b/c", "/file/a/%252e%252e/c", "/file/a/..%252f..%252fupload/c", "/file/a/..%2f..%2fupload/c", "/file/a%5Cb/c/d", "/file/../x/y/z", "/file/a//c", "/x/file/a/b/c", "/", "/file/a/b/."],
)
async def test_what_is_not_the_shape_of_a_store_is_not_its_own(path: str, plik: PlikServer) -> None:
    await refused("link_forbidden", "to none of its files", message(plik.url + path), allowed_link_origins=None)
    store = PlikFileServer(plik.url)
    assert not store.owns(plik.url + path) and store.owns(plik.url + "/file/a/b/c")
    with pytest.raises(NatsBridgeError) as caught:
        await store.remove(plik.url + path)
    assert caught.value.code == "link_forbidden" and plik.requests == []


async def test_the_default_file_server_is_allowed_only_where_nothing_else_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FILESERVER_URL", raising=False)
    default = "http://localhost:8080/file/a/b/c"
    make_link_policy().assert_allowed(default)
    make_link_policy().assert_allowed(default.replace("localhost", "127.0.0.1"))
    for policy in (make_link_policy("http://files.example"), make_link_policy(None, ["https://h"]), make_link_policy(None, None, [PlikFileServer("http://other.example")])):
        with pytest.raises(NatsBridgeError):
            policy.assert_allowed(default)


@pytest.mark.parametrize(
    ("entry", "url", "is_allowed"),
    [
        ("https://h/tenant-a/", "https://h/tenant-a/x", True), ("https://h/tenant-a/", "https://h/tenant-b/x", False), ("https://h/tenant-a/", "https://h/tenant-a/../tenant-b/x", False),
        ("https://h/tenant-a/", "https://h/tenant-a/%2e%2e/tenant-b/x", False), ("https://h/tenant-a/", "https://h/tenant-a%2f..%2ftenant-b/x", False),
        ("https://h/tenant-a", "https://h/tenant-abc/x", False), ("https://h:443", "https://h/x", True), ("https://h", "http://h/x", False), ("https://h", "https://h:444/x", False),
        ("http://127.0.0.1:5", "http://localhost:5/x", True), ("http://[::1]:5", "http://localhost:5/x", True), ("http://localhost:5", "http://127.0.0.1:6/x", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_environment", [False, True])
def test_origins_and_paths_that_are_allowed(entry: str, url: str, is_allowed: bool, by_environment: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", entry if by_environment else "")
    policy = make_link_policy(None, None if by_environment else [entry])
    if is_allowed:
        policy.assert_allowed(url)
    else:
        with pytest.raises(NatsBridgeError) as caught:
            policy.assert_allowed(url)
        assert caught.value.code == "link_forbidden"


@pytest.mark.parametrize("entry", ["https://*.example.org", "*", "h", "https://h/a?b", "https://u:p@h", "ftp://h", "https://h/a/../b/", "any,https://h"])
def test_what_is_no_origin_is_refused_in_option_and_environment(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NatsBridgeError, match="^allowed_link_origins: ") as caught:
        make_link_policy(None, [entry])
    assert caught.value.code == "invalid_config"
    monkeypatch.setenv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", entry)
    with pytest.raises(NatsBridgeError, match="^NATSBRIDGE_ALLOWED_LINK_ORIGINS: "):
        make_link_policy()


async def test_a_link_is_a_key_and_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    for url in ("file:///secret", "data:,secret", "secret"):
        assert "secret" not in (await refused("link_forbidden", "link [0-9a-f]{8}", message(url))).message
    async with HostileHttp(b"garbage\r\n\r\n") as server:
        assert "secret" not in (await refused("link_unreachable", "link [0-9a-f]{8}", message(server.origin + "/secret"))).message
    async with HostileHttp(ok(b"", status="404 no")) as server:
        url = server.origin + "/secret-path?signature=hidden"
        error = await refused("link_gone", r"\(link [0-9a-f]{8}\)", message(url))
        with caplog.at_level("INFO", "natsbridge"):
            await refused("link_gone", "404", message(url))
        assert "secret" not in error.message + caplog.text and "hidden" not in error.message + caplog.text


async def test_foreign_text_in_an_error_is_one_short_line() -> None:
    for url in ("http://h/\r\n\x1b[31m" + "x" * 1_000_000, "http://" + "h" * 1_000_000 + "/", "javascript:" + "\n" * 5000, "\u2028" * 3000):
        error = await refused("link_forbidden", "payload 0", message(url, dataname="\x1b" + "n" * 100_000), allowed_link_origins=["https://h"])
        assert len(error.message) < 1_500
