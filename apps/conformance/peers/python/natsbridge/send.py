"""smartsend: serialize, plan, store, publish."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
from typing import Any, Iterable
from urllib.parse import urlsplit

from .base64_codec import base64_encode
from .codec import assert_payload_type, serialize_data
from .connection import header_length, publish_core, publish_stream, stream_headers
from .constants import DEFAULT_MAX_PAYLOAD
from .envelope import build_envelope, encode_envelope, new_id
from .errors import NatsBridgeError, about_payload
from .json_codec import dump_json
from .log import Trace
from .models import MsgEnvelopeV1, MsgPayloadV1, PayloadReceipt, PubAck, Receipt, SendResult
from .plan import Choice, plan_transports, too_large
from .plik import plik_remove, plik_upload
from .settings import fileserver_url, size_threshold, text_option, whole_number

SEND_DEFAULTS: dict[str, Any] = {
    "fileserver_url": None,
    "fileserver_upload_handler": plik_upload,
    "fileserver_remove_handler": None,
    "size_threshold": None,
    "correlation_id": None,
    "msg_purpose": "chat",
    "sender_name": "NATSBridge",
    "receiver_name": "",
    "receiver_id": "",
    "reply_to": "",
    "reply_to_msg_id": "",
    "is_publish": True,
    "msg_id": None,
    "sender_id": None,
    "metadata": None,
    "jetstream": False,
    "arrow_compression": None,
    "logger": None,
}


class Outgoing:
    """One message on its way: everything is checked and serialized here, before anything is uploaded or sent."""

    def __init__(self, subject: str, data: Iterable[Any], broker_url: str, options: dict[str, Any]) -> None:
        self.options = options
        self.env: MsgEnvelopeV1 = build_envelope(subject, broker_url, options)
        self.threshold = size_threshold(options["size_threshold"])
        self.fileserver_url = fileserver_url(options["fileserver_url"])
        self.jetstream = _jetstream_settings(options["jetstream"])
        self.headers = {} if self.jetstream is None else stream_headers(self.env.msg_id, self.jetstream)
        self.trace = Trace(options["logger"], self.env.correlation_id)
        self.contents = [_serialize(entry, at, options["arrow_compression"]) for at, entry in enumerate(_entries(data))]
        if not self.contents and self.env.msg_purpose == "chat":
            raise NatsBridgeError("invalid_payload", 'a message with msg_purpose "chat" needs at least one payload')
        self.stored: list[dict[str, Any]] = []
        self.publishing = False

    async def send(self, connection: Any, reply: str = "") -> SendResult:
        """Stores and publishes; without a connection the message is only built.

        Uploads are undone after every failure that certainly left no message behind.
        """
        try:
            body, plan = await self._store(connection.max_payload if connection is not None else DEFAULT_MAX_PAYLOAD)
            pub_ack = None
            if connection is not None and self.options["is_publish"]:
                self.publishing = True
                pub_ack = await self._publish(connection, body, reply)
                self.trace.info(f"Message published to {self.env.send_to}")
        except BaseException as error:
            unknown = error.details.get("outcome") == "unknown" if isinstance(error, NatsBridgeError) else self.publishing
            if not unknown:
                await asyncio.shield(self.undo())
            raise
        receipts = [
            PayloadReceipt(payload.dataname, choice.transport, choice.reason, payload.size) for payload, choice in zip(self.env.payloads, plan)
        ]
        return SendResult(self.env.to_dict(), body.decode("utf-8"), Receipt(receipts, len(body), pub_ack))

    async def undo(self) -> None:
        """Removes what this call uploaded, where the store can."""
        remover = self.options["fileserver_remove_handler"]
        while self.stored:
            stored = self.stored.pop()
            try:
                if remover is not None:
                    await _maybe_await(remover(self.fileserver_url, stored))
                elif "upload_token" in stored:
                    await plik_remove(self.fileserver_url, stored)
                self.trace.info(f"Upload {stored.get('uploadid')} removed")
            except Exception as error:
                self.trace.warning(f"Upload {stored.get('uploadid')} could not be removed: {error}")

    async def _store(self, max_payload: int) -> tuple[bytes, list[Choice]]:
        sizes = [len(content) for _, content, _ in self.contents]
        self.env.payloads = [_payload(dataname, content, payload_type) for dataname, content, payload_type in self.contents]
        headers = header_length(self.headers)
        overhead = len(encode_envelope(self.env.to_dict())) + headers
        plan = plan_transports(sizes, overhead, self.threshold, max_payload)
        for at, choice in enumerate(plan):
            if choice.transport == "link":
                await self._upload(at)
            else:
                self.env.payloads[at].data = base64_encode(self.contents[at][1])
        body = encode_envelope(self.env.to_dict())
        # URLs may be longer than the plan reserved for them.
        for at in sorted(range(len(sizes)), key=lambda each: -sizes[each]):
            if len(body) + headers <= max_payload:
                break
            if plan[at].transport == "direct":
                plan[at] = Choice("link", f"the message has {len(body) + headers:,} bytes, over max_payload {max_payload:,}")
                await self._upload(at)
                body = encode_envelope(self.env.to_dict())
        if len(body) + headers > max_payload:
            raise too_large(len(body) + headers, max_payload)
        return body, plan

    async def _upload(self, at: int) -> None:
        dataname, content, _ = self.contents[at]
        try:
            stored = await _maybe_await(self.options["fileserver_upload_handler"](self.fileserver_url, dataname, content))
        except NatsBridgeError as error:
            raise about_payload(error, dataname, at)
        except Exception as error:
            raise about_payload(NatsBridgeError("upload_failed", f"the upload handler failed: {type(error).__name__}: {str(error)[:300]}"), dataname, at) from error
        if isinstance(stored, dict):
            self.stored.append(stored)
        payload = self.env.payloads[at]
        payload.transport, payload.encoding, payload.data = "link", "none", about_stored(stored, dataname, at)
        self.trace.info(f"Uploaded {len(content)} bytes of {dataname!r}")

    async def _publish(self, connection: Any, body: bytes, reply: str) -> PubAck | None:
        if self.jetstream is None:
            await publish_core(connection, self.env.send_to, body, reply=reply)
            return None
        ack, attempt = await publish_stream(connection, self.env.send_to, body, self.headers, (self.jetstream or {}).get("timeout") or 5000)
        if ack.duplicate and attempt == 1:
            # The stream holds an earlier message of this id with its own links: ours lead nowhere.
            await self.undo()
        return ack


def about_stored(stored: Any, dataname: str, at: int) -> str:
    """The URL of what an upload handler returned."""
    url = stored.get("url") if isinstance(stored, dict) else None
    status = stored.get("status", 200) if isinstance(stored, dict) else None
    if not isinstance(status, int) or not 200 <= status < 300:
        raise about_payload(NatsBridgeError("upload_failed", f"the upload handler returned status {status!r}"), dataname, at)
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise about_payload(NatsBridgeError("upload_failed", f"the upload handler returned no http(s) URL but {url!r}"), dataname, at)
    return url


def _entries(data: Iterable[Any]) -> list[Any]:
    if isinstance(data, (str, bytes, dict)) or not isinstance(data, Iterable):
        raise NatsBridgeError("invalid_payload", f"data is a list of (dataname, data, type), not {type(data).__name__}")
    return list(data)


def _serialize(entry: Any, at: int, arrow_compression: str | None) -> tuple[str, bytes, str]:
    if not isinstance(entry, (tuple, list)) or len(entry) != 3:
        raise NatsBridgeError("invalid_payload", f"payload {at}: expected (dataname, data, type), got {type(entry).__name__}")
    dataname, value, payload_type = entry
    if not isinstance(dataname, str):
        raise NatsBridgeError("invalid_payload", f"payload {at}: the dataname is a str, not {type(dataname).__name__}")
    if arrow_compression not in (None, "lz4", "zstd"):
        raise NatsBridgeError("invalid_config", f'arrow_compression: expected None, "lz4" or "zstd", got {arrow_compression!r}')
    try:
        dump_json(dataname)
        return dataname, serialize_data(value, assert_payload_type(payload_type), arrow_compression), payload_type
    except NatsBridgeError as error:
        raise about_payload(error, dataname, at)


def _payload(dataname: str, content: bytes, payload_type: str) -> MsgPayloadV1:
    checksum = hashlib.sha256(content).hexdigest()
    return MsgPayloadV1(new_id(), dataname, payload_type, "direct", "base64", len(content), "", {"checksum": checksum})


def _jetstream_settings(option: Any) -> dict[str, Any] | None:
    if option is None or option is False:
        return None
    settings = {} if option is True else option
    if not isinstance(settings, dict) or settings.keys() - {"timeout", "expected_stream", "expected_last_seq"}:
        raise NatsBridgeError("invalid_config", f"jetstream: expected True or a dict of timeout, expected_stream, expected_last_seq, got {option!r}")
    for name in ("timeout", "expected_last_seq"):
        if settings.get(name) is not None:
            whole_number(f"jetstream.{name}", settings[name])
    if settings.get("expected_stream") is not None:
        text_option("jetstream.expected_stream", settings["expected_stream"])
    return settings


async def _maybe_await(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
