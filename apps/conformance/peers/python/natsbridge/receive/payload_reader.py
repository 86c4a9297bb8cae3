"""The bytes and the value of one received payload."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import inspect
from typing import Any, AsyncIterator, Optional

from ..budget import Budget
from ..codec import assert_rows, deserialize_data, resolve_table
from ..direct_data import JsonText, read_direct, verify, verify_digest
from ..download.download import Download
from ..errors import NatsBridgeError, about_payload
from ..json_codec import dump_json
from ..log import Trace
from ..progress import Progress
from ..telemetry import span
from ..text import cut, link_label
from .settings import ReceiveSettings


class PayloadReader:
    """``read`` gives checked bytes, ``value`` what they say. Errors name the payload."""

    def __init__(self, payload: dict[str, Any], at: int, correlation_id: str, settings: ReceiveSettings, left: Optional[int] = None) -> None:
        self._payload, self._at, self._correlation_id, self._settings = payload, at, correlation_id, settings
        self._left = left
        self.checksum: Optional[str] = None
        self.verified = False
        self.payload_type: str = payload["payload_type"]
        self.length = 0

    async def read(self) -> bytes:
        try:
            if self._payload["transport"] == "direct":
                content = self._direct()
                return dump_json(self._payload["data"], "decode_error") if content is None else content
            return await self._fetch()
        except NatsBridgeError as error:
            raise about_payload(error, self._payload["dataname"], self._at)

    async def value(self) -> Any:
        try:
            if self._payload["transport"] == "direct":
                content = self._direct()
                if content is None:
                    return self._json_value()
            else:
                content = await self._fetch()
            self.payload_type = resolve_table(self._payload["payload_type"], content)
            async with span("decode", {"natsbridge.payload_type": self.payload_type}):
                return await self._decode(content, self.payload_type)
        except NatsBridgeError as error:
            raise about_payload(error, self._payload["dataname"], self._at)

    async def as_type(self, payload_type: str) -> Any:
        content = await self.read()
        try:
            return await self._decode(content, payload_type)
        except NatsBridgeError as error:
            raise about_payload(error, self._payload["dataname"], self._at)

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            if self._payload["transport"] == "direct" or self._settings.handler is not None:
                yield await self.read()
                return
            digest, length = hashlib.sha256(), 0
            download = self._download(self._settings.download)
            async for chunk in download.chunks():
                digest.update(chunk)
                length += len(chunk)
                self._tell(length, download.total)
                yield chunk
            self.checksum, self.verified = verify_digest(self._payload, length, digest.hexdigest())
        except NatsBridgeError as error:
            raise about_payload(error, self._payload["dataname"], self._at)

    def _direct(self) -> Optional[bytes]:
        data = self._payload["data"]
        content = read_direct(self._payload) if isinstance(data, str) else None
        if content is None or isinstance(content, JsonText):
            return None
        self.checksum, self.verified = verify(self._payload, content)
        return content

    async def _fetch(self) -> bytes:
        async with span("download", {}):
            content = await (self._by_handler() if self._settings.handler is not None else self._by_download())
        self.length = len(content)
        self.checksum, self.verified = verify(self._payload, content)
        return content

    async def _by_download(self) -> bytes:
        settings = self._settings.download
        if self._left is not None and (settings.max_bytes is None or self._left < settings.max_bytes):
            settings = dataclasses.replace(settings, max_bytes=self._left, limit_name="max_message_bytes", limit=self._settings.max_message_bytes)
        download = self._download(settings)
        return await download.whole(lambda data: verify(self._payload, data), lambda loaded: self._tell(loaded, download.total))

    def _download(self, settings: Any) -> Download:
        url, size = self._payload["data"], self._payload["size"]
        store = self._settings.policy.store_of(url)
        # With a store's own rights only where it is the store's own link, exactly.
        target, headers = (url, {}) if store is None else store.read_request(url)
        expected = int(size) if size is not None and size == size and abs(size) != float("inf") else None
        has_checksum = bool(self._payload["metadata"].get("checksum"))
        return Download(target, settings, Trace(self._settings.logger, self._correlation_id), headers=headers, expected=expected, has_checksum=has_checksum)

    async def _by_handler(self) -> bytes:
        tries = self._settings.download
        try:
            fetched = self._settings.handler(self._payload["data"], tries.max_retries, tries.base_delay, tries.max_delay, self._correlation_id)
            fetched = await fetched if inspect.isawaitable(fetched) else fetched
        except NatsBridgeError:
            raise
        except Exception as error:
            raise NatsBridgeError("link_unreachable", f"{link_label(self._payload['data'])}: the download handler failed: {type(error).__name__}: {cut(error)}") from error
        if not isinstance(fetched, (bytes, bytearray, memoryview)):
            raise NatsBridgeError("link_unreachable", f"the download handler returned {type(fetched).__name__}, not bytes", is_retryable=False)
        return bytes(fetched)

    async def _decode(self, content: bytes, payload_type: str) -> Any:
        budget = Budget(self._settings.max_decoded_bytes, len(content))
        if payload_type == "arrowtable":
            # A few bytes may be compressed gigabytes; the loop goes on meanwhile.
            return await asyncio.to_thread(deserialize_data, content, payload_type, self._settings.table_format, budget)
        return deserialize_data(content, payload_type, self._settings.table_format, budget)

    def _json_value(self) -> Any:
        """``data`` that already is a JSON value: its bytes are not known, so neither size nor checksum is checked."""
        payload_type = self._payload["payload_type"]
        if payload_type == "dictionary":
            return self._payload["data"]
        if payload_type in ("jsontable", "table"):
            self.payload_type = "jsontable"
            return assert_rows(self._payload["data"])
        raise NatsBridgeError("decode_error", f"data is a JSON value, which a {payload_type} cannot be")

    def _tell(self, loaded: int, total: Optional[int]) -> None:
        if self._settings.on_progress is not None:
            self._settings.on_progress(Progress(self._payload["dataname"], "download", loaded, total))
