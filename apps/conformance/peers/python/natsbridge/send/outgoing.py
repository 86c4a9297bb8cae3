"""smartsend: serialize, plan, store, publish."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterable

from ..base64_codec import base64_encode
from ..broker.broker import Broker
from ..broker.publish import header_length, publish_core
from ..broker.unbroken import unbroken
from ..constants import DEFAULT_MAX_PAYLOAD
from ..envelope import build_envelope, encode_envelope, new_id
from ..errors import NatsBridgeError, about_payload
from ..file_server import StoredFile
from ..jetstream.publish import publish_stream, stream_headers, stream_settings
from ..log import Trace
from ..models import MsgEnvelopeV1, MsgPayloadV1, PayloadReceipt, PubAck, Receipt, SendResult
from ..plan import Choice, plan_transports, too_large
from ..progress import Progress
from ..settings import size_threshold
from ..telemetry import span, trace_headers
from ..text import cut, link_label
from .content import Content
from .serialize import serialize_all
from .upload import store_of, upload

_HEADER_NAME = re.compile(r"^[!-9;-~]+$")


class Outgoing:
    """One message on its way. Options are checked here, payloads before anything is uploaded or sent."""

    def __init__(self, subject: str, data: Iterable[Any], broker_label: str, options: dict[str, Any]) -> None:
        self.options, self.data = options, data
        self.env: MsgEnvelopeV1 = build_envelope(subject, broker_label, options)
        self.threshold = size_threshold(options["size_threshold"])
        self.store = store_of(options)
        self.removal = _removal(self.env.metadata)
        self.jetstream = stream_settings(options["jetstream"])
        self.headers = {**_headers(options["headers"]), **({} if self.jetstream is None else stream_headers(self.env.msg_id, self.jetstream))}
        self.confirm = _confirm(options["confirm"])
        self.trace = Trace(options["logger"], self.env.correlation_id)
        self.contents: list[tuple[str, Content, str]] = []
        self.stored: list[StoredFile] = []
        self.publishing = False

    async def send(self, broker: Broker | None, reply: str = "") -> SendResult:
        """Stores and publishes; without a broker the message is only built.

        Uploads are undone after every failure that certainly left no message behind.
        """
        async with span("send", {"messaging.system": "nats", "messaging.destination.name": self.env.send_to}):
            self.headers = {**trace_headers(), **self.headers}
            self.contents = await serialize_all(self.data, self.threshold, self.options["arrow_compression"])
            if not self.contents and self.env.msg_purpose == "chat":
                raise NatsBridgeError("invalid_payload", 'a message with msg_purpose "chat" needs at least one payload')
            try:
                max_payload = (await broker.client()).max_payload if broker is not None else DEFAULT_MAX_PAYLOAD
                body, plan = await self._store(max_payload)
                pub_ack = None
                if broker is not None and self.options["is_publish"]:
                    self.publishing = True
                    async with span("publish", {"messaging.destination.name": self.env.send_to}):
                        pub_ack = await self._publish(broker, body, reply)
                    self.trace.info(f"Message published to {cut(self.env.send_to)}")
            except BaseException as error:
                unknown = error.details.get("outcome") == "unknown" if isinstance(error, NatsBridgeError) else self.publishing
                if not unknown:
                    await unbroken(self.undo())
                raise
        receipts = [PayloadReceipt(payload.dataname, choice.transport, choice.reason, payload.size) for payload, choice in zip(self.env.payloads, plan)]
        return SendResult(self.env.to_dict(), body.decode("utf-8"), Receipt(receipts, len(body), pub_ack))

    async def undo(self) -> None:
        """Removes what this call uploaded, where the store can."""
        while self.stored:
            stored = self.stored.pop()
            try:
                await self.store.undo(stored)
                self.trace.info(f"Upload of {link_label(stored.url)} removed")
            except Exception as error:
                self.trace.warning(f"Upload of {link_label(stored.url)} could not be removed: {cut(error)}")

    async def _store(self, max_payload: int) -> tuple[bytes, list[Choice]]:
        # What has no size yet was read up to the threshold.
        sizes = [self.threshold if content.size is None else content.size for _, content, _ in self.contents]
        self.env.payloads = [_payload(dataname, content, payload_type) for dataname, content, payload_type in self.contents]
        headers = header_length(self.headers)
        overhead = len(encode_envelope(self.env.to_dict())) + headers
        plan = plan_transports(sizes, overhead, self.threshold, max_payload)
        for at, choice in enumerate(plan):
            if choice.transport == "link":
                await self._upload(at, choice)
            else:
                self.env.payloads[at].data = base64_encode(await self.contents[at][1].read())
                self._known(at)
        body = encode_envelope(self.env.to_dict())
        # URLs may be longer than the plan reserved for them.
        for at in sorted(range(len(sizes)), key=lambda each: -sizes[each]):
            if len(body) + headers <= max_payload:
                break
            if plan[at].transport == "direct":
                plan[at] = Choice("link", f"the message has {len(body) + headers:,} bytes, over max_payload {max_payload:,}")
                await self._upload(at, plan[at])
                body = encode_envelope(self.env.to_dict())
        if len(body) + headers > max_payload:
            raise too_large(len(body) + headers, max_payload)
        return body, plan

    async def _upload(self, at: int, choice: Choice) -> None:
        dataname, content, _ = self.contents[at]
        try:
            async with span("upload", {}):
                chunks = content.stream(self._teller(dataname, content.size))
                stored = await upload(self.store, dataname, chunks, content.size, self.removal == "ack")
        except NatsBridgeError as error:
            raise about_payload(content.fault or error, dataname, at)
        self.stored.append(stored)
        self._known(at)
        payload = self.env.payloads[at]
        payload.transport, payload.encoding, payload.data = "link", "none", stored.url
        if self.removal is not None:
            payload.metadata["remove_after"] = self.removal
        if choice.reason == "":
            choice.reason = f"{payload.size:,} bytes >= size_threshold {self.threshold:,}"
        self.trace.info(f"Uploaded {payload.size} bytes of {cut(dataname)!r}: {link_label(stored.url)}")

    def _known(self, at: int) -> None:
        payload, content = self.env.payloads[at], self.contents[at][1]
        payload.size, payload.metadata["checksum"] = content.size or 0, content.digest

    def _teller(self, dataname: str, total: int | None) -> Callable[[int], object]:
        on_progress = self.options["on_progress"]
        return (lambda loaded: on_progress(Progress(dataname, "upload", loaded, total))) if on_progress is not None else (lambda _: None)

    async def _publish(self, broker: Broker, body: bytes, reply: str) -> PubAck | None:
        if self.jetstream is None:
            await publish_core(broker, self.env.send_to, body, self.headers, reply, self.confirm)
            return None
        ack, attempt = await publish_stream(broker, self.env.send_to, body, self.headers, self.jetstream)
        if ack.duplicate and attempt == 1:
            # The stream holds an earlier message of this id with its own links: ours lead nowhere.
            await unbroken(self.undo())
        return ack


def _payload(dataname: str, content: Content, payload_type: str) -> MsgPayloadV1:
    return MsgPayloadV1(new_id(), dataname, payload_type, "direct", "base64", content.size or 0, "", {"checksum": content.digest or "0" * 64})


def _removal(metadata: dict[str, Any]) -> str | None:
    removal = metadata.get("remove_after")
    if removal is not None and removal not in ("ack", "never"):
        raise NatsBridgeError("invalid_config", f'metadata.remove_after: expected "ack" or "never", got {removal!r:.80}', option="metadata.remove_after")
    return removal


def _confirm(option: Any) -> Any:
    if option not in ("server", "client"):
        raise NatsBridgeError("invalid_config", f'confirm: expected "server" or "client", got {option!r:.80}', option="confirm")
    return option


def _headers(option: Any) -> dict[str, str]:
    if option is not None and not hasattr(option, "items"):
        raise NatsBridgeError("invalid_config", f"headers: expected a dict of texts, got {type(option).__name__}", option="headers")
    headers = dict(option or {})
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.match(name) or name.lower().startswith("nats-"):
            raise NatsBridgeError("invalid_config", f"headers: {cut(name)!r} is no name that may be given", option="headers")
        if not isinstance(value, str) or re.search(r"[\r\n]", value):
            raise NatsBridgeError("invalid_config", f"headers: the value of {cut(name)!r} is one line of text", option="headers")
    return headers
