"""Reading a link: retries, resume, limits, no redirects."""

from __future__ import annotations

import asyncio
import random
import time
from typing import AsyncIterator, Awaitable, Callable, Mapping, Optional

import aiohttp

from ..errors import NatsBridgeError
from ..log import Trace
from ..text import cut, link_label
from .attempt import Attempt, RangeRefused
from .settings import DownloadSettings
from .speed_watch import SpeedWatch


class _Restart(Exception):
    """What was given so far counts no more: another attempt begins from nothing."""


class Download:
    """One link. ``chunks`` gives each byte once, over as many attempts as are allowed.

    :param has_checksum: a checksum decides in the end; else only a strong ETag allows to read on after a break.
    """

    def __init__(self, url: str, settings: DownloadSettings, trace: Trace, *, headers: Mapping[str, str] | None = None, expected: Optional[int] = None, has_checksum: bool = False) -> None:
        self._url, self._settings, self._trace = url, settings, trace
        self._headers, self._expected, self._has_checksum = headers or {}, expected, has_checksum
        self.total: Optional[int] = expected
        self._attempts = 0
        self._may_restart = False
        self._deadline = time.monotonic() + settings.total_timeout / 1000 if settings.total_timeout else None
        self._delay = settings.base_delay
        self._first_fault: Optional[NatsBridgeError] = None
        self._watch = SpeedWatch(settings.min_speed)

    async def chunks(self) -> AsyncIterator[bytes]:
        """
        :raises NatsBridgeError: ``link_gone link_unreachable link_too_large link_refused checksum_mismatch`` (of its length)
        """
        settings = self._settings
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=settings.headers_timeout / 1000 or None)
        position, etag, is_whole = 0, None, True
        async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session:
            # One attempt is one request: aiohttp would ask again by itself, and a one-shot file is gone with the first.
            session._retry_connection = False
            while True:
                self._attempts += 1
                attempt = Attempt(session, self._url, self._headers, settings, self._watch, self._expected)
                source = attempt.chunks(0 if is_whole else position, etag)
                skip = position if is_whole else 0
                try:
                    while True:
                        chunk = await self._within_deadline(source.__anext__())
                        if attempt.total is not None:
                            self.total = attempt.total
                        new = chunk[skip:] if skip else chunk
                        skip = max(0, skip - len(chunk))
                        if new:
                            position += len(new)
                            yield new
                except StopAsyncIteration:
                    if skip == 0:
                        return
                    fault = NatsBridgeError("link_unreachable", f"{link_label(self._url)}: the file became shorter between two attempts")
                except RangeRefused:
                    # Falls back to the whole at once, once: that is not a range again.
                    is_whole = True
                    continue
                except NatsBridgeError as error:
                    fault = error
                except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
                    fault = NatsBridgeError("link_unreachable", f"{link_label(self._url)}: {cut(_reason(error))}")
                    fault.__cause__ = error
                finally:
                    await source.aclose()
                if position and not (self._has_checksum or (attempt.etag is not None and etag in (None, attempt.etag))):
                    if self._may_restart:
                        await self.wait(fault)
                        raise _Restart
                    raise self._final(fault, " and it cannot be read on: without an ETag and a checksum nobody knows whether it is the same file")
                etag = attempt.etag or etag
                # After an answer that asks for patience the whole is asked for.
                is_whole = position == 0 or fault.details.get("status") is not None
                await self.wait(fault)

    async def wait(self, fault: NatsBridgeError) -> None:
        """Waits for the next attempt.

        :raises NatsBridgeError: ``fault``, where there is none
        """
        self._first_fault = self._first_fault or fault
        # A one-shot file is gone after a broken download: what broke it is the fault to look at.
        if fault is not self._first_fault:
            fault.__cause__ = self._first_fault
        settings = self._settings
        is_final = bool(fault.details.pop("is_final", False))
        is_over = is_final or self._attempts >= settings.max_retries
        if is_over or not (fault.is_retryable or fault.code == "checksum_mismatch"):
            raise self._final(fault)
        wait = max(self._delay * random.uniform(0.5, 1.0), min(fault.details.get("retry_after", 0), settings.max_delay)) / 1000
        if self._deadline is not None and time.monotonic() + wait >= self._deadline:
            raise self._final(fault)
        self._trace.warning(f"Download attempt {self._attempts} of {settings.max_retries} failed, next in {wait * 1000:.0f} ms: {fault.message}")
        await asyncio.sleep(wait)
        self._delay = min(self._delay * 2, settings.max_delay)

    async def whole(self, check: Callable[[bytes], object], tell: Callable[[int], object] = lambda _: None) -> bytes:
        """All of it; a body that ``check`` refuses is asked for again.

        :raises NatsBridgeError: as :meth:`chunks`, and what ``check`` raises
        """
        while True:
            body = bytearray()
            self._may_restart = True
            try:
                async for chunk in self.chunks():
                    body += chunk
                    tell(len(body))
            except _Restart:
                continue
            data = bytes(body)
            try:
                check(data)
            except NatsBridgeError as error:
                await self.wait(error)
                continue
            self._trace.info(f"Downloaded {len(data)} bytes from {link_label(self._url)}")
            return data

    async def _within_deadline(self, work: Awaitable[bytes]) -> bytes:
        left = None if self._deadline is None else self._deadline - time.monotonic()
        if left is not None and left <= 0:
            left = 0.001
        try:
            return await asyncio.wait_for(work, left)
        except asyncio.TimeoutError as error:
            if left is not None and self._deadline is not None and time.monotonic() >= self._deadline:
                raise NatsBridgeError("link_unreachable", f"{link_label(self._url)}: not done within total_timeout {self._settings.total_timeout} ms", is_final=True) from error
            raise

    def _final(self, fault: NatsBridgeError, more: str = "") -> NatsBridgeError:
        if self._attempts > 1 or more:
            fault.reword(f"{fault.message}{more} (after {self._attempts} attempt{'s' if self._attempts > 1 else ''})")
        return fault


def _reason(error: Exception) -> str:
    """What went wrong, without the link: aiohttp names it in some of its errors."""
    if isinstance(error, aiohttp.InvalidURL):
        return "no URL that can be asked"
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return text.partition("\n")[0].rstrip(":") or type(error).__name__
