"""One attempt at a link."""

from __future__ import annotations

import asyncio
import re
import time
from typing import AsyncGenerator, Mapping, Optional

import aiohttp
from yarl import URL

from ..errors import NatsBridgeError
from ..text import link_label
from .decoder import Decoder, encoding_of
from .settings import DownloadSettings
from .speed_watch import SpeedWatch
from .status_fault import is_retried, status_fault

_RANGE = re.compile(r"^bytes (\d+)-\d+/(?:\d+|\*)$")


class RangeRefused(Exception):
    """The server does not give a part; the whole may still be had."""


class Attempt:
    """Reads on from ``start`` where the server lets it, else from the beginning, skipping what is known."""

    def __init__(self, session: aiohttp.ClientSession, url: str, headers: Mapping[str, str], settings: DownloadSettings, watch: SpeedWatch, expected: Optional[int]) -> None:
        self._session, self._url, self._headers = session, url, headers
        self._settings, self._watch, self._expected = settings, watch, expected
        self.etag: Optional[str] = None
        self.total: Optional[int] = None

    async def chunks(self, start: int, etag: Optional[str]) -> AsyncGenerator[bytes, None]:
        """
        :raises NatsBridgeError: the fault of this attempt
        :raises RangeRefused: ask for the whole at once
        """
        headers = {"Accept-Encoding": "identity", **self._headers}
        if start:
            headers["Range"] = f"bytes={start}-"
            if etag is not None:
                headers["If-Range"] = etag
        # As it stands: quoting it anew would break a signature.
        request = self._session.get(URL(self._url, encoded=True), allow_redirects=False, headers=headers)
        response = await asyncio.wait_for(request, self._settings.headers_timeout / 1000 or None)
        try:
            position = await self._position(response, start)
            encoding = encoding_of(response.headers, link_label(self._url))
            weak = (response.headers.get("ETag") or "W/").startswith("W/")
            self.etag = None if weak or encoding else response.headers["ETag"]
            self.total = None if response.content_length is None or encoding else position + response.content_length
            self._assert_length(self.total)
            if self._expected is not None and self.total is not None and self.total != self._expected:
                raise NatsBridgeError("checksum_mismatch", f"{link_label(self._url)}: size says {self._expected} bytes, the file server offers {self.total}")
            decoder = Decoder(encoding)
            while chunk := await self._read(response):
                for piece in decoder.pieces(chunk):
                    position += len(piece)
                    self._assert_length(position)
                    if self._expected is not None and position > self._expected:
                        raise NatsBridgeError("checksum_mismatch", f"{link_label(self._url)}: size says {self._expected} bytes, more came")
                    new = piece[max(0, len(piece) - (position - start)) :] if position > start else b""
                    if new:
                        yield new
            decoder.finish()
        finally:
            response.close()

    async def _position(self, response: aiohttp.ClientResponse, start: int) -> int:
        """Where the body begins."""
        if response.status == 200:
            return 0
        if start and response.status == 206:
            match = _RANGE.match(response.headers.get("Content-Range", ""))
            if match is not None and int(match.group(1)) == start:
                return start
            raise RangeRefused
        fault = await status_fault(response, self._url)
        if start and not is_retried(response.status) and fault.code != "link_gone":
            raise RangeRefused
        raise fault

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        idle = self._settings.idle_timeout / 1000 or None
        waited = 0.0
        while True:
            remaining = self._watch.remaining()
            limits = [limit for limit in (remaining, None if idle is None else idle - waited) if limit is not None]
            started = time.monotonic()
            try:
                chunk = await asyncio.wait_for(response.content.readany(), min(limits) if limits else None)
            except asyncio.TimeoutError:
                chunk = None
            passed = time.monotonic() - started
            waited += passed
            self._watch.read(passed, len(chunk or b""))
            if self._watch.is_too_slow:
                text = f"{link_label(self._url)}: less than min_speed {self._settings.min_speed:,} bytes a second"
                raise NatsBridgeError("link_unreachable", text, is_retryable=True, option="min_speed", is_final=True)
            if chunk is not None:
                return chunk
            if idle is not None and waited >= idle:
                raise NatsBridgeError("link_unreachable", f"{link_label(self._url)}: nothing came for {idle:g} s (idle_timeout)")

    def _assert_length(self, length: Optional[int]) -> None:
        most = self._settings.max_bytes
        if length is not None and most is not None and length > most:
            text = f"{link_label(self._url)}: {length:,} bytes or more, over {self._settings.limit_name} {self._settings.limit or most:,}"
            raise NatsBridgeError("link_too_large", text, option=self._settings.limit_name)
