# The jobs of PROTOCOL.md.

import asyncio
import sys
from binascii import a2b_base64

from natsbridge.aio import NATSBridge
from natsbridge.errors import NatsBridgeError
from natsbridge.json_reader import JsonReader
from natsbridge.json_writer import write_json
from natsbridge.message import Message

from .canonical import BYTES_TYPES, canonical, payload_answer
from .generators import generate

_TYPES = ("text", "dictionary", "jsontable") + BYTES_TYPES
_OPS = ("ping", "send", "receive", "reply", "collect", "request", "read", "stop")


class BadJob(Exception):
    pass


class Jobs:
    def __init__(self, url):
        self._url = url
        # Jobs have a connection of their own, so that their messages never wait for data.
        self._bridge = NATSBridge(url, max_reconnect_attempts=5)
        self._bridge.on_error = lambda error: print(error)
        self._others = {}
        self._handles = {}
        self._count = 0
        self._stopped = False

    async def start(self, subject):
        await self._bridge.subscribe(subject, self._take, raw=True)
        await self._bridge.flush()

    async def ended(self):
        while not self._stopped and not self._bridge.connection.is_closed:
            await asyncio.sleep_ms(100)
        for bridge in self._others.values():
            await bridge.close()
        await self._bridge.close()

    async def _take(self, msg):
        connection = self._bridge.connection
        try:
            answer = await self._do(msg)
            answer["ok"] = True
        except NatsBridgeError as error:
            answer = {"error": error.code, "message": error.message}
        except BadJob as error:
            answer = {"error": "bad_job", "message": str(error)}
        except Exception as error:
            sys.print_exception(error)
            answer = {"error": "crash", "message": repr(error)}
        data = write_json(answer).encode()
        if msg.reply:
            await connection.publish(msg.reply, (data,), len(data))
            await self._bridge.flush()
        self._stopped = answer.get("stopped") is True

    async def _do(self, msg):
        data = msg.data
        msg.data = None
        try:
            job = JsonReader(data, 0, len(data)).read()
        except ValueError as error:
            raise BadJob(str(error))
        data = None
        op = job.get("op") if isinstance(job, dict) else None
        if op == "consume":
            raise NatsBridgeError("unsupported", "JetStream is not spoken by this runtime")
        if op not in _OPS:
            raise BadJob("op is none of %s" % ", ".join(_OPS))
        try:
            return await getattr(self, "_" + op)(job)
        except KeyError as error:
            raise BadJob("%s is missing" % error)

    async def _ping(self, job):
        return {
            "peer": "micropython",
            "runtime": "MicroPython %d.%d.%d" % tuple(sys.implementation[1][:3]),
            "ops": _OPS,
            "types": _TYPES,
            "transports": ("direct",),
            "arrow": "none",
        }

    async def _send(self, job):
        bridge, options = self._setting(job)
        env, size = await self._publish(bridge, job, options)
        # Only now, when nothing holds the value any more: the message may come back to this process.
        if options.get("is_publish") is not False:
            await bridge.flush()
        receipt = []
        for payload in env["payloads"]:
            payload["data"] = ""
            receipt.append(
                {
                    "dataname": payload["dataname"],
                    "transport": "direct",
                    "reason": "this runtime sends direct only",
                    "bytes": payload["size"],
                }
            )
        return {"env": env, "bytes": size, "receipt": receipt}

    async def _publish(self, bridge, job, options):
        core = bridge._core
        merged = dict(core.options)
        merged.update(options)
        # The text is streamed: a heap this small cannot hold it beside what comes back.
        merged["return_json"] = False
        outgoing = core.outgoing(job["subject"], _values(job), merged)
        if options.get("is_publish") is not False:
            await bridge.connect()
            await core.publish(bridge.connection, job["subject"], outgoing, merged)
        return outgoing.env, outgoing.size

    async def _receive(self, job):
        bridge, _ = self._setting(job)
        subscription = await bridge.subscribe(job["subject"])
        await bridge.flush()
        return self._register(subscription.next, subscription)

    async def _reply(self, job):
        bridge, options = self._setting(job)
        payloads = job["payloads"]
        done = asyncio.Event()
        came = []

        async def answer(env):
            if came:
                return
            came.append(env)
            try:
                values = env["payloads"] if payloads == "echo" else _values(job)
                await bridge.reply(env, values, return_json=False, **options)
            except Exception as error:
                came[0] = error
            done.set()

        def fail(error):
            if not came:
                came.append(error)
                done.set()

        async def wait(timeout):
            try:
                await asyncio.wait_for_ms(done.wait(), timeout)
            except asyncio.TimeoutError:
                raise NatsBridgeError("timeout", "no request in %d ms" % timeout)
            if isinstance(came[0], Exception):
                raise came[0]
            return came[0]

        subscription = await bridge.subscribe(job["subject"], answer, on_error=fail)
        await bridge.flush()
        return self._register(wait, subscription)

    async def _collect(self, job):
        if job["handle"] not in self._handles:
            raise BadJob("there is no handle %s" % job["handle"])
        wait, subscription = self._handles.pop(job["handle"])
        try:
            env = await wait(job.get("timeout_ms") or 10000)
        finally:
            await subscription.unsubscribe()
        return _answer(env, job)

    async def _request(self, job):
        bridge, options = self._setting(job)
        values = _values(job)
        timeout = job.get("timeout_ms") or 10000
        return _answer(await bridge.request(job["subject"], values, timeout, return_json=False, **options), job)

    async def _read(self, job):
        body = bytearray(a2b_base64(job.pop("envelope_base64")))
        env = await self._bridge.smartreceive(Message("", "", body, ""))
        body = None
        return _answer(env, job)

    async def _stop(self, job):
        return {"stopped": True}

    def _setting(self, job):
        # The connection of the job's broker_url, and the options that are for the call.
        options = dict(job.get("options") or {})
        options.pop("upload", None)
        url = options.pop("broker_url", None) or self._url
        if url not in self._others:
            self._others[url] = NATSBridge(url)
        return self._others[url], options

    def _register(self, wait, subscription):
        self._count += 1
        handle = "h%d" % self._count
        self._handles[handle] = (wait, subscription)
        return {"handle": handle}


def _values(job):
    # Taken out of the job, so that what is not needed any more can go.
    return [(spec["dataname"], _value(spec), spec["type"]) for spec in job.pop("payloads")]


def _value(spec):
    if "gen" in spec:
        return generate(spec["gen"], spec["type"])
    if "value" in spec:
        return spec["value"]
    if "base64" in spec:
        return a2b_base64(spec["base64"])
    if "file" in spec and spec["type"] in BYTES_TYPES:
        with open(spec["file"], "rb") as file:
            return file.read()
    if spec["type"] == "arrowtable":
        return None
    raise BadJob("payload %s has no value" % spec["dataname"])


def _answer(env, job):
    form = job.get("answer") or "full"
    payloads = []
    for dataname, value, payload_type in env.pop("payloads"):
        payloads.append(payload_answer(dataname, value, payload_type, form))
    env.pop("payload_info")
    return {"envelope": canonical(env), "payloads": payloads}
