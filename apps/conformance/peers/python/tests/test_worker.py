"""The conformance worker, spoken to as the matrix runner does."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, AsyncIterator

import nats
import pyarrow as pa
import pytest
import pytest_asyncio

from conformance.canonical import canonical_payload, digest
from conformance.generators import generate
from natsbridge import serialize_data

from .servers import NatsServer, PlikServer

HERE = Path(__file__).resolve().parents[1]
PROTOCOL = (HERE.parent / "PROTOCOL.md").read_text()


class Runner:
    def __init__(self, connection: Any, process: asyncio.subprocess.Process) -> None:
        self._connection, self.process = connection, process

    async def job(self, **job: Any) -> dict[str, Any]:
        answer = await self._connection.request("conformance.python.jobs", json.dumps(job).encode(), timeout=20)
        return dict(json.loads(answer.data))


@pytest_asyncio.fixture
async def runner(own_nats_server: NatsServer, plik: PlikServer) -> AsyncIterator[Runner]:
    environment = {**os.environ, "NATS_URL": own_nats_server.url, "FILESERVER_URL": plik.url}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "conformance", cwd=HERE, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None and (await process.stdout.readline()) == b"ready python\n"
    connection = await nats.connect(own_nats_server.url)
    yield Runner(connection, process)
    if process.returncode is None:
        process.terminate()
        assert await process.wait() == 0
    await connection.close()


def test_check_values_of_the_protocol() -> None:
    found = re.findall(r"\| `(\{.*?\})` \| `([0-9a-f]{64})` \|", PROTOCOL)
    assert len(found) == 7
    for spec, expected in found:
        kind = json.loads(spec)["gen"]
        payload = canonical_payload("x", generate(json.loads(spec)), "binary" if kind == "bytes" else kind, "digest")
        assert payload["sha256"] == expected, spec
    assert digest([1, "é", {"b": None, "a": True}]) in PROTOCOL
    assert digest([1.0, "é", {"a": True, "b": None}]) in PROTOCOL


@pytest.mark.parametrize(("spec", "payload_type"), [({"gen": kind, "size": size}, kind) for kind in ("text", "dictionary", "jsontable") for size in (0, 13, 100, 200_000)])
def test_sized_values_have_that_size(spec: dict[str, Any], payload_type: str) -> None:
    assert len(serialize_data(generate(spec), payload_type)) == (spec["size"] or {"text": 0}.get(payload_type, 2))


async def test_send_and_receive(runner: Runner) -> None:
    assert (await runner.job(op="ping"))["arrow"] == "table"
    columns = [
        {"name": "i", "type": "int64", "values": ["9007199254740993", None]},
        {"name": "f", "type": "float64", "values": ["NaN", 1]},
        {"name": "b", "type": "binary", "values": ["00ff", ""]},
        {"name": "t", "type": "bool", "values": [True, None]},
    ]
    for payload, expected in (
        ({"type": "text", "value": "é🎉"}, {"type": "text", "text": "é🎉"}),
        ({"type": "dictionary", "value": {"n": 2**60}}, {"type": "dictionary", "value": {"n": "1152921504606846976"}}),
        ({"type": "image", "base64": "aGk="}, {"type": "image", "len": 2, "sha256": "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"}),
        ({"type": "arrowtable", "columns": columns}, {"type": "arrowtable", "table": {
            "columns": [{"name": "i", "type": "int64"}, {"name": "f", "type": "float64"}, {"name": "b", "type": "binary"}, {"name": "t", "type": "bool"}],
            "nrows": 2, "rows": [["9007199254740993", "NaN", "00ff", True], [None, 1.0, "", None]]}}),
    ):  # fmt: skip
        for threshold, transport in ((0, "link"), (10_000, "direct")):
            ready = await runner.job(op="receive", subject="x")
            sent = await runner.job(op="send", subject="x", payloads=[{"dataname": "d", **payload}], options={"size_threshold": threshold, "sender_name": "me"})
            assert sent["ok"] and sent["env"]["payloads"][0]["transport"] == sent["receipt"][0]["transport"] == transport
            got = await runner.job(op="collect", handle=ready["handle"])
            assert got["payloads"] == [{"dataname": "d", **expected}] and got["envelope"]["sender_name"] == "me"


async def test_big_values_travel_as_generators_and_digests(runner: Runner) -> None:
    for kind in ("text", "dictionary", "jsontable", "arrowtable", "video"):
        spec = {"gen": "bytes" if kind == "video" else kind, "seed": 3, **({"rows": 20_000} if kind == "arrowtable" else {"size": 3_000_000})}
        ready = await runner.job(op="receive", subject="x")
        assert (await runner.job(op="send", subject="x", payloads=[{"dataname": "d", "type": kind, "gen": spec}]))["ok"]
        got = await runner.job(op="collect", handle=ready["handle"], answer="digest")
        assert got["payloads"] == [canonical_payload("d", generate(spec), kind, "digest")]


async def test_request_reply_and_files(runner: Runner, tmp_path: Path) -> None:
    table = tmp_path / "table.arrow"
    table.write_bytes(serialize_data(pa.table({"a": [1]}), "arrowtable"))
    ready = await runner.job(op="reply", subject="ask", payloads="echo")
    got = await runner.job(op="request", subject="ask", payloads=[{"dataname": "d", "type": "arrowtable", "file": str(table)}])
    assert got["payloads"][0]["table"] == {"columns": [{"name": "a", "type": "int64"}], "nrows": 1, "rows": [["1"]]}
    assert (await runner.job(op="collect", handle=ready["handle"]))["envelope"]["msg_id"] == got["envelope"]["reply_to_msg_id"]


async def test_consume(runner: Runner, own_nats_server: NatsServer) -> None:
    connection = await nats.connect(own_nats_server.url)
    await connection.jetstream().add_stream(name="S", subjects=["s.>"])
    ready = await runner.job(op="consume", stream="S", consumer="c", filter_subject="s.a")
    assert (await runner.job(op="send", subject="s.a", payloads=[{"dataname": "d", "type": "text", "value": "x"}], options={"jetstream": True}))["ok"]
    assert (await runner.job(op="collect", handle=ready["handle"]))["payloads"] == [{"dataname": "d", "type": "text", "text": "x"}]
    assert (await connection.jetstream().consumer_info("S", "c")).num_ack_pending == 0
    ready = await runner.job(op="consume", stream="S", consumer="c")
    await connection.jetstream().publish("s.a", b"garbage")
    assert (await runner.job(op="collect", handle=ready["handle"]))["error"] == "invalid_envelope"
    await connection.close()


async def test_errors_and_the_end(runner: Runner) -> None:
    for job, code in (
        ({"op": "fly"}, "bad_job"),
        ({"op": "send"}, "bad_job"),
        ({"op": "send", "subject": "x", "payloads": [{"dataname": "d", "type": "text"}]}, "bad_job"),
        ({"op": "send", "subject": "a b", "payloads": []}, "invalid_subject"),
        ({"op": "collect", "handle": "none"}, "bad_job"),
        ({"op": "request", "subject": "nobody", "payloads": [{"dataname": "d", "type": "text", "value": "x"}]}, "no_responders"),
        ({"op": "read", "envelope_base64": base64.b64encode(b"{}").decode()}, "invalid_envelope"),
    ):
        answer = await runner.job(**job)
        assert answer["error"] == code and answer["message"], answer
    ready = await runner.job(op="receive", subject="silent")
    assert (await runner.job(op="collect", handle=ready["handle"], timeout_ms=50))["error"] == "timeout"
    assert await runner.job(op="stop") == {"ok": True}
    assert await asyncio.wait_for(runner.process.wait(), 10) == 0
