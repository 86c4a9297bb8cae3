"""Links: downloaded to a file or a value, where the device allows it; and servers that make trouble."""

from __future__ import annotations

import hashlib
import json
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import Start
from .file_server import Answer, FileServer, answer, silent, trickle
from .literal_peer import LiteralPeer, envelope, payload
from .micropython import Device

FORMS = ["blocking", "asyncio"]
BIG = bytes((index * 7919) % 251 for index in range(300_000))
SMALL = b"the content of a file"
FEW = {"max_retries": 3, "base_delay": 1, "max_delay": 5}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def link(url: str, data: bytes, kind: str = "binary", **changes: Any) -> dict[str, Any]:
    return payload("file", kind, data, **{"transport": "link", "encoding": "none", "data": url, **changes})


class Reader:
    def __init__(self, start: Start, peer: LiteralPeer, form: str, WATCHED: int | None = None, **options: Any) -> None:
        watched = {} if WATCHED is None else {"WATCHED": str(WATCHED)}
        self.device: Device = start("links.py", FORM=form, OPTIONS=json.dumps({**FEW, **options}), **watched)
        self._peer = peer
        assert self.device.said() == {"ready": True}

    def read(self, *payloads: dict[str, Any], **metadata: Any) -> dict[str, Any]:
        self._peer.publish("links", envelope("links", list(payloads), metadata=metadata))
        return self.device.said(60)


@pytest.mark.parametrize("form", FORMS)
def test_to_a_file_in_pieces(form: str, start: Start, peer: LiteralPeer) -> None:
    server = FileServer(answer(BIG))
    reader = Reader(start, peer, form, allowed_link_origins=[server.url])
    for _ in range(3):
        said = reader.read(link(f"{server.url}/files/big?key=secret", BIG), save=True)
        assert (said["saved"], said["sha256"]) == (len(BIG), sha256(BIG))
        assert said["shown"] == ["file", "binary", "link", len(BIG)]
        assert said["longest"] <= 4096
        assert said["steps"][-1] == [len(BIG), len(BIG)]
    head = server.requests[0].split("\r\n")
    assert head[0] == "GET /files/big?key=secret HTTP/1.1"
    assert f"Host: {server.url[7:]}" in head and "Accept-Encoding: identity" in head


@pytest.mark.parametrize("form", FORMS)
def test_to_a_value(form: str, start: Start, peer: LiteralPeer) -> None:
    server = FileServer(answer(SMALL))
    reader = Reader(start, peer, form, allowed_link_origins=[server.url])
    said = reader.read(link(f"{server.url}/a", SMALL), twice=True)
    assert (said["value"], said["again"]) == (sha256(SMALL), sha256(SMALL))
    assert len(server.requests) == 2
    assert reader.read(link(f"{server.url}/a", SMALL, "text"))["value"] == SMALL.decode()
    rows = b'[{"a":"\\u00e9"}]'
    other = FileServer(answer(rows, head="Transfer-Encoding: chunked\r\n", length=None))
    other._answers = [lambda sock, request: sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + rows[:5] + b"\r\n%x;x=y\r\n" % len(rows[5:]) + rows[5:] + b"\r\n0\r\n\r\n")]
    reader = Reader(start, peer, form, allowed_link_origins="any")
    assert reader.read(link(f"{other.url}/a", rows, "jsontable"))["value"] == [{"a": "é"}]
    # Neither size nor checksum nor length.
    bare = FileServer(answer(SMALL, length=None))
    assert reader.read(link(f"{bare.url}/a", SMALL, drop=("size", "metadata")))["value"] == sha256(SMALL)
    # What is too much for a value is not asked for, or given up.
    said = reader.read(link(f"{bare.url}/a", bytes(50001)))
    assert (said["error"], "save_to" in said["message"], len(bare.requests)) == ("link_too_large", True, 1)
    large = FileServer(answer(bytes(60000)))
    said = reader.read(link(f"{large.url}/a", bytes(60000), drop=("size",)))
    assert (said["error"], "save_to" in said["message"]) == ("link_too_large", True)


@pytest.mark.parametrize("form", FORMS)
def test_https(form: str, start: Start, peer: LiteralPeer, tmp_path: Path) -> None:
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", "-x509", "-days", "30", *key, "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server = FileServer(answer(BIG), context=context)
    url = server.url.replace("http://127.0.0.1", "https://localhost")
    reader = Reader(start, peer, form, allowed_link_origins=[url], tls_ca=str(tmp_path / "cert.pem"))
    assert reader.read(link(f"{url}/a", BIG), save=True)["sha256"] == sha256(BIG)


FAULTS: dict[str, tuple[str, int, list[Answer]]] = {
    "gone": ("link_gone", 1, [answer(status="404 Not Found")]),
    "gone for good": ("link_gone", 1, [answer(status="410 Gone")]),
    "denied": ("link_refused", 1, [answer(status="403 Forbidden")]),
    "a redirect": ("link_refused", 1, [answer(status="302 Found", head="Location: /elsewhere\r\n")]),
    "plik's redirect": ("link_gone", 1, [answer(status="301 Moved", head="Location: /#/?err=file not found&errcode=404&uri=/x\r\n")]),
    "broken": ("link_unreachable", 3, [answer(status="500 Oops")]),
    "too many requests": ("link_unreachable", 3, [answer(status="429 Slow", head="Retry-After: 0\r\n")]),
    "101": ("link_unreachable", 3, [answer(status="101 Switching Protocols", head="Upgrade: x\r\n", length=None)]),
    "closed without a word": ("link_unreachable", 3, [lambda sock, request: None]),
    "no http": ("link_unreachable", 3, [lambda sock, request: sock.sendall(b"SSH-2.0-x\r\n\r\n")]),
    "headers without end": ("link_unreachable", 3, [answer(head="X: y\r\n" * 200)]),
    "a header without end": ("link_unreachable", 3, [answer(head="X: " + "y" * 100_000 + "\r\n")]),
    "truncated": ("link_unreachable", 3, [answer(BIG[:1000], length=len(BIG))]),
    "shorter": ("checksum_mismatch", 3, [answer(BIG[:-1])]),
    "longer": ("checksum_mismatch", 3, [answer(BIG + b"x")]),
    "other bytes": ("checksum_mismatch", 3, [answer(BIG[:-1] + b"x")]),
    "gzip": ("link_refused", 1, [answer(BIG, head="Content-Encoding: gzip\r\n")]),
    "an unknown encoding": ("link_refused", 1, [answer(BIG, head="Content-Encoding: x\r\n")]),
    "a doubled encoding": ("link_refused", 1, [answer(BIG, head="Content-Encoding: identity\r\nContent-Encoding: identity\r\n")]),
    "a bad chunk": ("link_unreachable", 3, [answer(b"zz\r\nx", head="Transfer-Encoding: chunked\r\n", length=None)]),
    "a huge chunk": ("link_unreachable", 3, [answer(b"f" * 40 + b"\r\nx", head="Transfer-Encoding: chunked\r\n", length=None)]),
    "an unknown transfer": ("link_unreachable", 3, [answer(BIG, head="Transfer-Encoding: gzip, chunked\r\n", length=None)]),
    "a bad length": ("link_unreachable", 3, [answer(BIG, head="Content-Length: -1\r\n", length=None)]),
    "part of it unasked": ("link_refused", 1, [answer(BIG, status="206 Partial")]),
    "silent": ("link_unreachable", 3, [silent]),
}


@pytest.mark.parametrize("form", FORMS)
def test_servers_that_make_trouble(form: str, start: Start, peer: LiteralPeer) -> None:
    reader = Reader(start, peer, form, allowed_link_origins="any", headers_timeout=600, idle_timeout=600)
    for name, (code, count, answers) in FAULTS.items():
        server = FileServer(*answers)
        said = reader.read(link(f"{server.url}/a?key=secret", BIG), save=True)
        assert (said["error"], len(server.requests)) == (code, count), (name, said)
        assert said["left"] == [], name
        assert "secret" not in said["message"] and server.url in said["message"] and "payload 0 (file)" in said["message"], said
        server.stop()
    said = reader.read(link("http://127.0.0.1:1/x", BIG), save=True)
    assert said["error"] == "link_unreachable"
    # And after all of it the heap is whole.
    good = FileServer(answer(BIG))
    assert reader.read(link(f"{good.url}/a", BIG), save=True)["sha256"] == sha256(BIG)


@pytest.mark.parametrize("form", FORMS)
def test_reading_on(form: str, start: Start, peer: LiteralPeer) -> None:
    def rest(sock: Any, request: bytes) -> None:
        start = int(request.decode().partition("Range: bytes=")[2].partition("-")[0])
        answer(BIG[start : start + 100_000], "206 Partial", f"Content-Range: bytes {start}-{len(BIG) - 1}/{len(BIG)}\r\n", len(BIG) - start)(sock, request)

    reader = Reader(start, peer, form, allowed_link_origins="any", max_retries=5)
    server = FileServer(answer(BIG[:50_000], length=len(BIG)), rest)
    assert reader.read(link(f"{server.url}/a", BIG), save=True)["sha256"] == sha256(BIG)
    assert ["Range" in request for request in server.requests] == [False, True, True, True]
    # Without a checksum the file may be another one by now.
    server = FileServer(answer(BIG[:50_000], length=len(BIG)), answer(BIG))
    assert reader.read(link(f"{server.url}/a", BIG, metadata={}), save=True)["sha256"] == sha256(BIG)
    assert "Range" not in server.requests[1]
    for refusal in (answer(status="416 No"), answer(status="501 No"), answer(BIG, "206 Partial", "Content-Range: bytes 7-9/10\r\n")):
        server = FileServer(answer(BIG[:50_000], length=len(BIG)), refusal, answer(BIG))
        assert reader.read(link(f"{server.url}/a", BIG), save=True)["sha256"] == sha256(BIG)
        assert ["Range" in request for request in server.requests] == [False, True, False]


@pytest.mark.parametrize("form", FORMS)
def test_time_and_size_are_bounded(form: str, start: Start, peer: LiteralPeer) -> None:
    server = FileServer(trickle)
    reader = Reader(start, peer, form, allowed_link_origins="any", total_timeout=500, max_download_bytes=200_000)
    began = time.monotonic()
    assert reader.read(link(f"{server.url}/a", bytes(5000)), save=True)["error"] == "link_unreachable"
    assert time.monotonic() - began < 5
    said = reader.read(link(f"{server.url}/a", BIG), save=True)
    assert (said["error"], len(server.requests)) == ("link_too_large", 1)
    large = FileServer(answer(BIG))
    said = reader.read(link(f"{large.url}/a", BIG, drop=("size",)), save=True)
    assert (said["error"], len(large.requests)) == ("link_too_large", 1)


POLICY = [
    ({}, "http://127.0.0.1:8080/file/a/b/c", False),
    ({"allowed_link_origins": []}, "http://h/x", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h/x", True),
    ({"allowed_link_origins": ["http://h"]}, "http://h:80/x", True),
    ({"allowed_link_origins": ["http://h"]}, "HTTP://H./x", True),
    ({"allowed_link_origins": ["http://h"]}, "http://h:81/x", False),
    ({"allowed_link_origins": ["http://h"]}, "https://h/x", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h.evil/x", False),
    ({"allowed_link_origins": ["http://h"]}, "http://evil/http://h/", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h@evil/x", False),
    ({"allowed_link_origins": ["http://h"]}, "http://evil\\@h/x", False),
    ({"allowed_link_origins": ["http://h"]}, "http://user:p@h/x", False),
    ({"allowed_link_origins": ["http://h"]}, "//h/x", False),
    ({"allowed_link_origins": ["http://h"]}, "file:///etc/passwd", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h/x\r\nEvil: y", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h/x y", False),
    ({"allowed_link_origins": ["http://h"]}, "http://h/" + "x" * 9000, False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/b", True),
    ({"allowed_link_origins": ["http://h/a"]}, "http://h/a/b", True),
    ({"allowed_link_origins": ["http://h/a"]}, "http://h/ab", False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/../b", False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/%2e%2E/b", False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/..%2fb", False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/%25252e%25252e/b", False),
    ({"allowed_link_origins": ["http://h/a/"]}, "http://h/a/x%5c..%5cb", False),
    ({"allowed_link_origins": ["http://localhost:7"]}, "http://127.0.0.1:7/x", True),
    ({"allowed_link_origins": ["http://127.0.0.1:7"]}, "http://[::1]:7/x", True),
    ({"allowed_link_origins": "any"}, "http://h/x", True),
    ({"fileserver_url": "http://h:8080"}, "http://h:8080/file/a/b/c", True),
    ({"fileserver_url": "http://h:8080/plik"}, "http://h:8080/plik/file/a/b/c%20d", True),
    ({"fileserver_url": "http://h:8080"}, "http://h:8080/upload/a", False),
    ({"fileserver_url": "http://h:8080"}, "http://h:8080/file/a/b", False),
    ({"fileserver_url": "http://h:8080"}, "http://h:8080/file/../b/c", False),
    ({"fileserver_url": "http://h:8080/plik"}, "http://h:8080/file/a/b/c", False),
    ({"fileserver_url": "http://h:8080", "allowed_link_origins": ["http://g"]}, "http://g/x", True),
]
BAD_ENTRIES = ["https://*.example.org", "h", "ftp://h", "http://h/a?b", "http://u@h", "http://h/#x", "http://h/a/../b", 5, ""]


def test_which_links_may_be_read(start: Start) -> None:
    cases = [{"options": options, "url": url} for options, url, _ in POLICY]
    device = start("policy.py", CASES=json.dumps(cases))
    for options, url, allowed in POLICY:
        said = device.said()
        assert said["code"] == (None if allowed else "link_forbidden"), (options, url[:100], said)
        if not allowed:
            assert "(link " in said["message"] and "/x" not in said["message"].replace("http://evil/x", ""), said
            assert len(said["message"]) < 400


def test_entries_that_are_none(start: Start) -> None:
    cases = [{"options": {"allowed_link_origins": [entry]}, "url": "http://h/x"} for entry in BAD_ENTRIES]
    device = start("policy.py", CASES=json.dumps(cases))
    for entry in BAD_ENTRIES:
        assert device.said()["code"] == "invalid_config", entry
    variable = start("policy.py", CASES=json.dumps([{"options": {}, "url": "http://g/t/x"}]), NATSBRIDGE_ALLOWED_LINK_ORIGINS="http://h, http://g/t/")
    assert variable.said()["code"] is None
    variable = start("policy.py", CASES=json.dumps([{"options": {}, "url": "http://g/t/x"}]), NATSBRIDGE_ALLOWED_LINK_ORIGINS="http://*")
    assert variable.said()["code"] == "invalid_config"


@pytest.mark.parametrize("form", FORMS)
def test_lazy(form: str, start: Start, peer: LiteralPeer) -> None:
    reader = Reader(start, peer, form, lazy=True)
    raw = BIG[:15000]
    payloads = [payload("a", "binary", raw), payload("b", "text", "é".encode() * 5000), payload("c", "dictionary", b'{"k":"\\u00e9"}'), payload("d", "binary", b"", size=3)]
    said = reader.read(*payloads, twice=True)
    assert said == {"value": sha256(raw), "again": sha256(raw), "shown": ["a", "binary", "direct", 15000]}
    assert reader.device.said()["again"] == "é" * 5000
    assert reader.device.said()["value"] == {"k": "é"}
    # The others are not touched by one that is damaged.
    assert "payload 3 (d)" in reader.device.said()["message"]
    # A device that has only just begun has the room for the largest one, read lazily too.
    reader = Reader(start, peer, form, lazy=True)
    said = reader.read(payload("a", "binary", BIG[:50000]), save=True)
    assert (said["saved"], said["sha256"]) == (50000, sha256(BIG[:50000]))


@pytest.mark.parametrize("form", FORMS)
def test_a_message_with_one_forbidden_link_is_refused_as_a_whole(form: str, start: Start, peer: LiteralPeer) -> None:
    server = FileServer(answer(SMALL))
    reader = Reader(start, peer, form, allowed_link_origins=[server.url])
    said = reader.read(link(f"{server.url}/a", SMALL), link("http://127.0.0.1:1/b", SMALL))
    assert (said["error"], "payload 1 (file)" in said["message"], server.requests) == ("link_forbidden", True, [])


@pytest.mark.parametrize("form", FORMS)
def test_slower_than_min_speed(form: str, start: Start, peer: LiteralPeer) -> None:
    def slowly(sock: Any, request: bytes) -> None:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(SMALL))
        for byte in SMALL:
            time.sleep(0.05)
            sock.sendall(bytes([byte]))

    slow = FileServer(slowly)
    reader = Reader(start, peer, form, allowed_link_origins=[slow.url], WATCHED=300)
    for save in (True, False):
        said = reader.read(link(f"{slow.url}/a", SMALL), save=save)
        assert (said["error"], said["left"]) == ("link_unreachable", [])
        assert "slower than min_speed, 1000 bytes a second" in said["message"]
    # Another attempt would be as slow.
    assert len(slow.requests) == 2
    reader = Reader(start, peer, form, allowed_link_origins=[slow.url], min_speed=0, WATCHED=300)
    assert reader.read(link(f"{slow.url}/a", SMALL))["value"] == sha256(SMALL)
