# The jobs of PROTOCOL.md.

import gc
import sys
import time
from binascii import a2b_base64
from json import loads

from natsbridge.blocking_stream import run_blocking
from natsbridge.bridge import NATSBridge
from natsbridge.errors import NatsBridgeError
from natsbridge.json_reader import JsonReader
from natsbridge.json_writer import write_json
from natsbridge.message import Message

from .canonical import BYTES_TYPES
from .payloads import BadJob, answer_of, values_of

_NACK_REASON = "out of stock"
_TYPES = ("text", "dictionary", "jsontable") + BYTES_TYPES
_OPS = ("ping", "api", "send", "receive", "log", "reply", "collect", "request", "read", "stop")
# How links are read. Where none of these is given, what reads them is not loaded: it takes the memory of a large message.
_LINKS = ("allowed_link_origins", "max_download_bytes", "max_retries", "base_delay", "max_delay", "min_speed")
# Milliseconds of waiting for a job before the other connections are looked at.
_TURN = 2


class Jobs:
    def __init__(self, url):
        self._url = url
        # Jobs have a connection of their own, so that their messages never wait for data.
        self._bridge = NATSBridge(url)
        self._others = {}
        self._handles = {}
        self._logs = {}
        self._count = 0
        self._is_stopped = False

    def start(self, subject):
        self._bridge.subscribe(subject, self._take, raw=True)
        self._bridge.flush()

    def run(self):
        """Takes jobs until `stop`; what was registered goes on beside them."""
        while not self._is_stopped:
            self._bridge.process(_TURN if self._others else 1000)
            for bridge in list(self._others.values()):
                while bridge.process(0):
                    pass
        self._bridge.flush()
        for bridge in self._others.values():
            bridge.close()
        self._bridge.close()

    def _take(self, msg):
        # What a job leaves behind, a subscription for one, shall lie low in the heap.
        gc.collect()
        try:
            answer = self._do(msg)
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
            run_blocking(self._bridge.connection.publish(msg.reply, (data,), len(data)))

    def _do(self, msg):
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
            return getattr(self, "_" + op)(job)
        except KeyError as error:
            raise BadJob("%s is missing" % error)

    def _ping(self, job):
        return {
            "peer": "micropython",
            "runtime": "MicroPython %d.%d.%d" % tuple(sys.implementation[1][:3]),
            "ops": _OPS,
            "types": _TYPES,
            "transports": ("direct",),
            "arrow": "none",
        }

    def _api(self, job):
        from .api import offered

        return {"offered": offered(job["names"])}

    def _send(self, job):
        bridge, options = self._setting(job)
        log = self._log_of(job, options)
        if log is not None:
            options["logger"] = log
        answer = self._publish(bridge, job, options)
        # The message may come back to this process. The value goes first, and the answer is made
        # anew, because it lies above the value and would cut the heap in two.
        gc.collect()
        answer = loads(answer)
        if options.get("is_publish") is not False:
            bridge.flush()
        if log is not None:
            answer["log"] = log.report()
        return answer

    def _publish(self, bridge, job, options):
        core = bridge._core
        merged = dict(core.options)
        merged.update(options)
        # The text is streamed: a heap this small cannot hold it beside what comes back.
        merged["return_json"] = False
        outgoing = core.outgoing(job["subject"], values_of(job), merged)
        if options.get("is_publish") is not False:
            run_blocking(core.publish(bridge.connect().connection, job["subject"], outgoing, None, merged, False))
        receipt = []
        for payload in outgoing.env["payloads"]:
            payload["data"] = ""
            receipt.append(
                {
                    "dataname": payload["dataname"],
                    "transport": "direct",
                    "reason": "this runtime sends direct only",
                    "bytes": payload["size"],
                }
            )
        return write_json({"env": outgoing.env, "bytes": outgoing.size, "receipt": receipt})

    def _receive(self, job):
        bridge, options = self._setting(job)
        log = self._log_of(job, options)
        # Of these only links need any, and each call would make the whole anew.
        links = [name for name in _LINKS if name in options]
        options = {name: options[name] for name in links}
        if links and "fileserver_url" in job["options"]:
            options["fileserver_url"] = job["options"]["fileserver_url"]
        if log is not None:
            options["logger"] = log
        if job.get("pass_over"):
            return self._receive_good(bridge, job["subject"], options)
        subscription = bridge.subscribe(job["subject"])
        bridge.flush()

        def wait(timeout):
            run_blocking(bridge.connection.form.until(lambda: subscription.items, timeout))
            if not subscription.items:
                raise NatsBridgeError("timeout", "no message in %d ms" % timeout)
            return bridge.smartreceive(subscription.take(), **options)

        registered = self._register(bridge, subscription, wait)
        if log is not None:
            self._logs[registered["handle"]] = log
        return registered

    def _receive_good(self, bridge, subject, options):
        # A callback is given what can be read, on_error the rest.
        came = []
        passed_over = []
        subscription = bridge.subscribe(subject, came.append, on_error=passed_over.append)
        bridge.flush()

        def wait(timeout):
            end = time.ticks_add(time.ticks_ms(), timeout)
            while not came:
                left = time.ticks_diff(end, time.ticks_ms())
                if left <= 0:
                    raise NatsBridgeError("timeout", "no message in %d ms" % timeout)
                bridge.process(left)
            came[0]["passed_over"] = len(passed_over)
            return came[0]

        return self._register(bridge, subscription, wait)

    def _log(self, job):
        log = self._logs.pop(job["handle"], None)
        return {"log": log and log.report()}

    def _log_of(self, job, options):
        secret = options.pop("log", None)
        if secret is None:
            return None
        from .log_report import LogReport

        return LogReport(secret)

    def _reply(self, job):
        bridge, options = self._setting(job)
        payloads = job["payloads"]
        came = []

        def answer(env):
            if came:
                return
            came.append(env)
            try:
                if payloads == "ack":
                    bridge.ack(env, **options)
                elif payloads == "nack":
                    bridge.nack(env, _NACK_REASON, **options)
                else:
                    values = env["payloads"] if payloads == "echo" else values_of(job)
                    bridge.reply(env, values, return_json=False, **options)
            except Exception as error:
                came[0] = error

        def wait(timeout):
            end = time.ticks_add(time.ticks_ms(), timeout)
            while not came:
                left = time.ticks_diff(end, time.ticks_ms())
                if left <= 0:
                    raise NatsBridgeError("timeout", "no request in %d ms" % timeout)
                bridge.process(left)
            if isinstance(came[0], Exception):
                raise came[0]
            return came[0]

        subscription = bridge.subscribe(job["subject"], answer, on_error=came.append)
        bridge.flush()
        return self._register(bridge, subscription, wait)

    def _collect(self, job):
        if job["handle"] not in self._handles:
            raise BadJob("there is no handle %s" % job["handle"])
        bridge, subscription, wait = self._handles.pop(job["handle"])
        try:
            env = wait(job.get("timeout_ms") or 10000)
        finally:
            bridge.unsubscribe(subscription)
        return answer_of(env, job)

    def _request(self, job):
        bridge, options = self._setting(job)
        timeout = job.get("timeout_ms") or 10000
        return answer_of(bridge.request(job["subject"], values_of(job), timeout, return_json=False, **options), job)

    def _read(self, job):
        body = bytearray(a2b_base64(job.pop("envelope_base64")))
        files = job.pop("files", None) or {}

        def download(url, max_retries, base_delay, max_delay, correlation_id):
            if url not in files:
                raise NatsBridgeError("link_gone", "no such file")
            return bytearray(a2b_base64(files[url]))

        options = {"fileserver_download_handler": download} if files else {}
        return answer_of(self._bridge.smartreceive(Message("", "", body, ""), **options), job)

    def _stop(self, job):
        self._is_stopped = True
        return {}

    def _setting(self, job):
        # The connection of the job's broker_url, and the options that are for the call.
        options = dict(job.get("options") or {})
        options.pop("upload", None)
        # What is about links loads what reads them, and that takes the memory of a large message.
        options.pop("fileserver_url", None)
        if job["op"] != "receive":
            for name in _LINKS:
                options.pop(name, None)
        url = options.pop("broker_url", None) or self._url
        if url not in self._others:
            # A connection that nobody waits on takes memory that a large message needs.
            waited = [entry[0] for entry in self._handles.values()]
            for other in [name for name in self._others if self._others[name] not in waited]:
                self._others.pop(other).close()
            bridge = NATSBridge(url)
            # One that cannot connect is not kept: the loop would meet its error.
            bridge.connect()
            self._others[url] = bridge
        return self._others[url], options

    def _register(self, bridge, subscription, wait):
        self._count += 1
        handle = "h%d" % self._count
        self._handles[handle] = (bridge, subscription, wait)
        return {"handle": handle}
