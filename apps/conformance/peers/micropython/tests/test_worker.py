"""The conformance worker: every job it takes, and what its parts must have in common with the other peers."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from typing import Any, Iterator

import pytest

from .conftest import Start
from .file_server import FileServer, answer
from .literal_peer import LiteralPeer, decode, envelope, payload
from .micropython import Device
from .test_vectors import VECTORS, matches


def block(size: int, seed: int = 1) -> bytes:
    x, out = seed, bytearray()
    while len(out) < min(size, 65521):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        out.append(x & 255)
    return bytes(out * (size // len(out) + 1))[:size] if size else b""


def letters(data: bytes) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(alphabet[byte & 63] for byte in data)


def walk(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return {None: b"n", True: b"t", False: b"f"}[value]
    if isinstance(value, (int, float)):
        return b"d" + struct.pack(">d", value)
    if isinstance(value, str):
        return b"s" + struct.pack(">I", len(value.encode())) + value.encode()
    if isinstance(value, list):
        return b"a" + struct.pack(">I", len(value)) + b"".join(map(walk, value))
    items = sorted(value.items(), key=lambda item: item[0].encode())
    return b"o" + struct.pack(">I", len(items)) + b"".join(walk(key) + walk(item) for key, item in items)


class Worker:
    def __init__(self, device: Device, peer: LiteralPeer) -> None:
        self.device = device
        self.peer = peer

    def do(self, op: str, **fields: Any) -> dict[str, Any]:
        return json.loads(self.peer.request("conformance.micropython.jobs", json.dumps({"op": op, **fields}).encode()))


@pytest.fixture
def worker(start: Start, peer: LiteralPeer) -> Iterator[Worker]:
    # A device of 256 KiB, and what the worker itself takes.
    device = start("worker.py", "320K")
    assert device.line() == "ready micropython"
    yield Worker(device, peer)
    device.stop()


def test_parts(start: Start) -> None:
    device = start("units.py")
    assert device.said()["walk"] == "61 00000003 64 3ff0000000000000 73 00000002 c3a9 6f 00000002 73 00000001 61 74 73 00000001 62 6e".replace(" ", "")
    assert device.said() == {"same": True, "nan": walk("NaN").hex(), "big": walk("18446744073709551616").hex()}
    assert device.said() == {"block": "2101c54fd1d01ab2"}
    assert device.said() == {"again": True}
    assert device.said() == {"text": ["", letters(block(8)), "é€😀", "é€😀" + letters(block(11))]}
    assert device.said() == {"wraps": True}
    assert device.said() == {"dictionary": [{}, {"text": ""}, {"text": "é€😀" + letters(block(4))}]}
    assert device.said() == {"table": [{"text": "é€😀" + letters(block(4))}]}
    note = letters(block(63352 + 500)[63352:])
    assert device.said() == {"row": {"id": 8, "value": 1.0, "even": True, "none": None}, "note": note[:20], "length": 500}
    assert device.said() == {"joined": True, "kept": [0xD83C, 0x78, 0xDF89]}
    assert device.said() == {"nested": {"list": [1, [2.5, "x"], {}]}}


def test_ping_and_bad_jobs(worker: Worker) -> None:
    pong = worker.do("ping")
    assert pong["ok"] and pong["peer"] == "micropython" and pong["runtime"].startswith("MicroPython 1.")
    assert pong["types"] == ["text", "dictionary", "jsontable", "image", "audio", "video", "binary"]
    assert pong["transports"] == ["direct"]
    assert worker.do("fly")["error"] == "bad_job"
    assert worker.do("send")["error"] == "bad_job"
    assert worker.do("collect", handle="h9")["error"] == "bad_job"
    assert worker.do("consume", stream="s", consumer="c")["error"] == "unsupported"
    assert json.loads(worker.peer.request("conformance.micropython.jobs", b"no json"))["error"] == "bad_job"
    assert worker.do("read", envelope_base64=base64.b64encode(b"{}").decode())["error"] == "invalid_envelope"


def test_send(worker: Worker) -> None:
    sid = worker.peer.subscribe("w.out")
    payloads = [
        {"dataname": "v", "type": "dictionary", "value": {"big": 2**70}},
        {"dataname": "b", "type": "image", "base64": "AAEC"},
        {"dataname": "g", "type": "text", "gen": {"gen": "text", "size": 100, "seed": 3}},
    ]
    answer = worker.do("send", subject="w.out", payloads=payloads, options={"sender_name": "w", "msg_id": "m"})
    body = worker.peer.next(sid)[2]
    env, values = decode(body)
    assert answer["bytes"] == len(body)
    assert answer["env"] == {**env, "payloads": [{**fields, "data": ""} for fields in env["payloads"]]}
    assert values == [("v", {"big": 2**70}, "dictionary"), ("b", b"\x00\x01\x02", "image"), ("g", "é€😀" + letters(block(91, 3)), "text")]
    assert [part["transport"] for part in answer["receipt"]] == ["direct"] * 3
    table = [{"dataname": "t", "type": "arrowtable", "gen": {"gen": "arrowtable", "rows": 3}}]
    assert worker.do("send", subject="w.out", payloads=table)["error"] == "unsupported"
    text = [{"dataname": "t", "type": "text", "value": "x"}]
    assert worker.do("send", subject="w.out", payloads=text, options={"size_threshold": 0})["error"] == "unsupported"
    assert worker.do("send", subject="w.*", payloads=text)["error"] == "invalid_subject"


@pytest.mark.parametrize("kind", ["bytes", "text", "dictionary", "jsontable"])
def test_the_largest_message_to_itself(kind: str, worker: Worker) -> None:
    payload_type = "binary" if kind == "bytes" else kind
    text = "é€😀" + letters(block(49991 - {"text": 0, "dictionary": 11, "jsontable": 13}.get(kind, 0)))
    values = {"bytes": block(50000), "text": text.encode(), "dictionary": walk({"text": text}), "jsontable": walk([{"text": text}])}
    for _ in range(3):
        handle = worker.do("receive", subject="w.self")["handle"]
        sent = worker.do("send", subject="w.self", payloads=[{"dataname": "x", "type": payload_type, "gen": {"gen": kind, "size": 50000}}])
        assert sent["receipt"][0]["bytes"] == 50000
        got = worker.do("collect", handle=handle, answer="digest")
        assert got.get("ok"), got
        assert got["payloads"][0]["sha256"] == hashlib.sha256(values[kind]).hexdigest()


def test_receive_full_and_digest(worker: Worker) -> None:
    rows = json.dumps([{"a": 1, "b": None}, {"a": 2**60, "b": 0.5}]).encode()
    for answer in ("full", "digest"):
        handle = worker.do("receive", subject="w.in")["handle"]
        worker.peer.publish("w.in", envelope("w.in", [payload("j", "jsontable", rows), payload("t", "text", "é".encode())], extra=[1]))
        got = worker.do("collect", handle=handle, answer=answer, timeout_ms=5000)
        assert got["envelope"]["extra"] == [1]
        if answer == "full":
            assert got["payloads"] == [
                {"dataname": "j", "type": "jsontable", "value": [{"a": 1, "b": None}, {"a": str(2**60), "b": 0.5}]},
                {"dataname": "t", "type": "text", "text": "é"},
            ]
        else:
            digest = hashlib.sha256(walk([{"a": 1, "b": None}, {"a": str(2**60), "b": 0.5}])).hexdigest()
            assert got["payloads"] == [
                {"dataname": "j", "type": "jsontable", "len": 2, "sha256": digest},
                {"dataname": "t", "type": "text", "len": 2, "sha256": hashlib.sha256("é".encode()).hexdigest()},
            ]
    handle = worker.do("receive", subject="w.in")["handle"]
    assert worker.do("collect", handle=handle, timeout_ms=50)["error"] == "timeout"
    assert worker.do("collect", handle=handle, timeout_ms=50)["error"] == "bad_job"


def test_request_and_reply(worker: Worker) -> None:
    service = worker.peer.subscribe("w.service")
    handle = worker.do("reply", subject="w.answer", payloads="echo")["handle"]
    worker.peer.publish("w.answer", envelope("w.answer", [payload("q", "binary", b"\x01")], reply_to="w.service", msg_id="m1"))
    env, values = decode(worker.peer.next(service)[2])
    assert (env["reply_to_msg_id"], values) == ("m1", [("q", b"\x01", "binary")])
    assert worker.do("collect", handle=handle)["payloads"][0]["len"] == 1
    handle = worker.do("reply", subject="w.answer", payloads=[{"dataname": "a", "type": "text", "value": "A"}])["handle"]
    got = worker.do("request", subject="w.answer", payloads=[{"dataname": "q", "type": "text", "value": "Q"}], timeout_ms=5000)
    assert got["payloads"] == [{"dataname": "a", "type": "text", "text": "A"}]
    assert worker.do("collect", handle=handle)["payloads"] == [{"dataname": "q", "type": "text", "text": "Q"}]
    assert worker.do("request", subject="w.nobody", payloads=[{"dataname": "q", "type": "text", "value": "Q"}])["error"] == "no_responders"


LINKED = [vector for vector in VECTORS if "files" in vector and not any(payload["type"] == "arrowtable" for payload in vector["expect"].get("payloads", []))]


@pytest.mark.parametrize("vector", LINKED, ids=lambda vector: vector["name"])
def test_vectors_with_files(vector: dict[str, Any], worker: Worker) -> None:
    got = worker.do("read", envelope_base64=vector["envelope_base64"], files=vector["files"])
    assert any(matches(got, expected) for expected in (vector["expect"], *vector.get("also_accept", []))), got


def test_links_that_a_job_allows(worker: Worker) -> None:
    server = FileServer(answer(b"text"))
    body = envelope("w.link", [payload("t", "text", b"text", transport="link", encoding="none", data=f"{server.url}/x")])
    for options, expected in (({"allowed_link_origins": [server.url]}, None), ({}, "link_forbidden")):
        handle = worker.do("receive", subject="w.link", options=options)["handle"]
        worker.peer.publish("w.link", body)
        got = worker.do("collect", handle=handle)
        assert got.get("error") == expected, got
    assert len(server.requests) == 1


def test_stop(worker: Worker) -> None:
    assert worker.do("stop")["ok"]
    assert worker.device.finish() == 0
