"""Takes jobs over NATS and does them with natsbridge. See PROTOCOL.md."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import platform
import signal
from pathlib import Path
from typing import Any, Callable, Mapping

from natsbridge import NATSBridge, NatsBridgeError, plik_oneshot_upload, smartreceive
from natsbridge.broker.barrier import barrier
from natsbridge.constants import PAYLOAD_TYPES

from .api import api
from .canonical import canonical_json, canonical_payload
from .generators import generate
from .log_report import LogReport

PEER = "python"
NACK_REASON = "out of stock"
_SEND = (
    "fileserver_url", "size_threshold", "correlation_id", "msg_id", "msg_purpose", "sender_name", "sender_id", "receiver_name",
    "receiver_id", "reply_to", "reply_to_msg_id", "is_publish", "metadata", "jetstream",
)  # fmt: skip
_RECEIVE = ("fileserver_url", "max_retries", "base_delay", "max_delay", "allowed_link_origins", "max_download_bytes", "max_message_bytes", "max_decoded_bytes", "min_speed")

_CONSUME = ("dead_letter_subject", "ack_wait")


class BadJob(Exception):
    pass


class Worker:
    def __init__(self, nats_url: str) -> None:
        self.nats_url = nats_url
        self.bridges: dict[str, NATSBridge] = {}
        self.waiting: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self.logs: dict[str, LogReport] = {}
        self.stopped = asyncio.Event()

    async def bridge(self, job: dict[str, Any]) -> NATSBridge:
        url = job.get("options", {}).get("broker_url", self.nats_url)
        if url not in self.bridges:
            self.bridges[url] = await NATSBridge.connect(url, table_format="pyarrow")
        return self.bridges[url]

    async def answer(self, msg: Any) -> None:
        try:
            job = json.loads(msg.data)
            operation = getattr(self, f"op_{job['op']}", None)
            if operation is None:
                raise BadJob(f"unknown op {job['op']!r}")
            result = {"ok": True, **await operation(job)}
        except NatsBridgeError as error:
            result = {"error": error.code, "message": error.message}
        except (BadJob, KeyError) as error:
            result = {"error": "bad_job", "message": f"{type(error).__name__}: {error}"}
        except Exception as error:
            result = {"error": "crash", "message": f"{type(error).__name__}: {error}"}
        await msg.respond(json.dumps(result, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    async def op_ping(self, job: dict[str, Any]) -> dict[str, Any]:
        operations = [name[3:] for name in dir(self) if name.startswith("op_")]
        runtime = f"Python {platform.python_version()}"
        return {"peer": PEER, "runtime": runtime, "ops": operations, "types": list(PAYLOAD_TYPES), "transports": ["direct", "link"], "arrow": "table"}

    async def op_api(self, job: dict[str, Any]) -> dict[str, Any]:
        return {"offered": api()["offered"]}

    async def op_send(self, job: dict[str, Any]) -> dict[str, Any]:
        log = _log(job)
        result = await (await self.bridge(job)).smartsend(job["subject"], _values(job["payloads"]), logger=log, **_options(job, _SEND))
        return {**_sent(result), **({"log": log.report()} if log else {})}

    async def op_receive(self, job: dict[str, Any]) -> dict[str, Any]:
        fault, tell, passed_over = _fault(job)
        log = _log(job)
        subscription = await (await self.bridge(job)).subscribe(job["subject"], on_poison=tell, logger=log, **_options(job, _RECEIVE))

        async def first() -> dict[str, Any]:
            try:
                env = await _first_of(subscription.__anext__(), fault)
                return {**env, "passed_over": len(passed_over)}
            finally:
                await subscription.close()

        registered = self._register(first())
        if log:
            self.logs[registered["handle"]] = log
        return registered

    async def op_log(self, job: dict[str, Any]) -> dict[str, Any]:
        log = self.logs.pop(job["handle"], None)
        return {"log": log.report() if log else None}

    async def op_reply(self, job: dict[str, Any]) -> dict[str, Any]:
        bridge = await self.bridge(job)
        fault, tell, _ = _fault(job)
        subscription = await bridge.subscribe(job["subject"], on_poison=tell, **_options(job, _RECEIVE))

        async def first() -> dict[str, Any]:
            try:
                env: dict[str, Any] = await _first_of(subscription.__anext__(), fault)
                question: Any = env
                options = _options(job, _SEND)
                if job["payloads"] == "ack":
                    await bridge.ack(question, **options)
                elif job["payloads"] == "nack":
                    await bridge.nack(question, NACK_REASON, **options)
                else:
                    await bridge.reply(question, env["payloads"] if job["payloads"] == "echo" else _values(job["payloads"]), **options)
                return env
            finally:
                await subscription.close()

        return self._register(first())

    async def op_consume(self, job: dict[str, Any]) -> dict[str, Any]:
        first, tell, passed_over = _fault(job)

        async def handle(env: Any, delivery: Any) -> None:
            if not first.done():
                first.set_result({**env, "passed_over": len(passed_over)})

        options = {**_options(job, _RECEIVE), **_options(job, _CONSUME)}
        consumption = await (await self.bridge(job)).consume(
            job["stream"], job["consumer"], handle, filter_subjects=[job["filter_subject"]] if job.get("filter_subject") else None, on_poison=tell, **options,
        )  # fmt: skip

        async def settled() -> dict[str, Any]:
            try:
                env: dict[str, Any] = await first
                return env
            finally:
                # What is in hand is acknowledged or given up before it returns.
                await consumption.stop()

        return self._register(settled())

    async def op_collect(self, job: dict[str, Any]) -> dict[str, Any]:
        task = self.waiting.pop(job["handle"])
        try:
            return _received(await asyncio.wait_for(task, job.get("timeout_ms", 10_000) / 1000), job)
        except asyncio.TimeoutError as error:
            raise NatsBridgeError("timeout", "no message came in time") from error

    async def op_request(self, job: dict[str, Any]) -> dict[str, Any]:
        options = {**_options(job, _SEND), **_options(job, _RECEIVE)}
        bridge = await self.bridge(job)
        return _received(await bridge.request(job["subject"], _values(job["payloads"]), timeout=job.get("timeout_ms", 10_000), **options), job)

    async def op_read(self, job: dict[str, Any]) -> dict[str, Any]:
        files = job.get("files") or {}

        def download(url: str, *_: Any) -> bytes:
            if url not in files:
                raise NatsBridgeError("link_gone", f"{url} is none of the files of this job")
            return base64.b64decode(files[url])

        body = base64.b64decode(job["envelope_base64"])
        return _received(await smartreceive(body, fileserver_download_handler=download, table_format="pyarrow"), job)

    async def op_stop(self, job: dict[str, Any]) -> dict[str, Any]:
        self.stopped.set()
        return {}

    def _register(self, work: Any) -> dict[str, Any]:
        handle = f"{PEER}-{os.urandom(6).hex()}"
        self.waiting[handle] = asyncio.ensure_future(work)
        return {"handle": handle}

    async def close(self) -> None:
        for task in self.waiting.values():
            task.cancel()
        if self.waiting:
            await asyncio.wait(self.waiting.values())
        for bridge in self.bridges.values():
            await bridge.close()


def _fault(job: dict[str, Any]) -> tuple[asyncio.Future[Any], Callable[[Any, Any], None], list[Any]]:
    """A future for the first message that cannot be received, the listener that fills it, and those that the job passes over instead."""
    fault: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    passed_over: list[Any] = []

    def tell(error: Any, msg: Any) -> None:
        if job.get("pass_over"):
            passed_over.append(error)
        elif not fault.done():
            fault.set_exception(error)

    return fault, tell, passed_over


async def _first_of(work: Any, fault: asyncio.Future[Any]) -> Any:
    task: asyncio.Future[Any] = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, fault}, return_when=asyncio.FIRST_COMPLETED)
        return fault.result() if fault.done() else task.result()
    finally:
        task.cancel()


def _log(job: dict[str, Any]) -> LogReport | None:
    secret = job.get("options", {}).get("log")
    return None if secret is None else LogReport(secret)


def _options(job: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    given = job.get("options", {})
    options = {name: given[name] for name in names if name in given}
    if given.get("upload") == "plik_oneshot" and names is _SEND:
        options["fileserver_upload_handler"] = plik_oneshot_upload
    return options


def _values(payloads: list[dict[str, Any]]) -> list[Any]:
    return [(payload["dataname"], _value(payload), payload["type"]) for payload in payloads]


def _value(payload: dict[str, Any]) -> Any:
    if "value" in payload:
        return payload["value"]
    if "base64" in payload:
        return base64.b64decode(payload["base64"])
    if "columns" in payload:
        return _table(payload["columns"])
    if "gen" in payload:
        return generate(payload["gen"])
    if "file" in payload:
        content = Path(payload["file"]).read_bytes()
        if payload["type"] == "text":
            return content.decode("utf-8")
        return json.loads(content) if payload["type"] in ("dictionary", "jsontable") else content
    raise BadJob(f"payload {payload['dataname']!r} has no value")


def _table(columns: list[dict[str, Any]]) -> Any:
    import pyarrow as pa

    special = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
    read: dict[str, Callable[[Any], Any]] = {"int64": int, "binary": bytes.fromhex, "float64": lambda cell: special.get(cell, cell) if isinstance(cell, str) else float(cell)}
    arrays, fields = [], []
    for column in columns:
        convert = read.get(column["type"], lambda cell: cell)
        arrow_type = pa.bool_() if column["type"] == "bool" else getattr(pa, column["type"])()
        arrays.append(pa.array([None if cell is None else convert(cell) for cell in column["values"]], arrow_type))
        fields.append(pa.field(column["name"], arrow_type))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _sent(result: Any) -> dict[str, Any]:
    env = {**result.env, "payloads": [{**payload, "data": payload["data"] if payload["transport"] == "link" else ""} for payload in result.env["payloads"]]}
    receipt = [{"dataname": each.dataname, "transport": each.transport, "reason": each.reason, "bytes": each.bytes} for each in result.receipt.payloads]
    return {"env": env, "bytes": result.receipt.bytes, "receipt": receipt}


def _received(env: Mapping[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    envelope = canonical_json({name: value for name, value in env.items() if name not in ("payloads", "payload_info", "passed_over")})
    passed_over = {"passed_over": env["passed_over"]} if job.get("pass_over") else {}
    return {**passed_over, "envelope": envelope, "payloads": [canonical_payload(name, value, kind, job.get("answer", "full")) for name, value, kind in env["payloads"]]}


async def main() -> None:
    worker = Worker(os.environ["NATS_URL"])
    connection = await (await worker.bridge({})).connection()
    running: set[asyncio.Task[None]] = set()

    async def take(msg: Any) -> None:
        task = asyncio.ensure_future(worker.answer(msg))
        running.add(task)
        task.add_done_callback(running.discard)

    await connection.subscribe(f"conformance.{PEER}.jobs", cb=take)
    await barrier(connection)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stopped.set)
    print(f"ready {PEER}", flush=True)
    while not worker.stopped.is_set() and not connection.is_closed:
        try:
            await asyncio.wait_for(worker.stopped.wait(), 1)
        except asyncio.TimeoutError:
            continue
    if running:
        await asyncio.wait(running)
    await worker.close()
