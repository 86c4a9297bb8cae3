"""What an answer of a file server means that is not the file."""

from __future__ import annotations

import asyncio
import re
import time
from email.utils import parsedate_to_datetime

import aiohttp

from ..errors import NatsBridgeError
from ..text import cut, link_label

_RETRIED_STATUS = frozenset({408, 425, 429})
_PLIK_ERROR = re.compile(r"[?&]errcode=(\d{3})")
_PLIK_TEXT = re.compile(r"[?&]err=([^&]*)")


async def status_fault(response: aiohttp.ClientResponse, url: str) -> NatsBridgeError:
    status, where = response.status, link_label(url)
    if status < 200:
        return NatsBridgeError("link_unreachable", f"{where}: answered {status}, which is no answer to a download", status=status)
    if 200 < status < 300:
        return NatsBridgeError("link_refused", f"{where}: answered {status}, which is not the file", status=status)
    if 300 <= status < 400:
        # Plik answers a failed GET with a redirect to its web page, which holds the real status.
        location = response.headers.get("Location", "")
        hidden = _PLIK_ERROR.search(location)
        if hidden is None:
            return NatsBridgeError("link_refused", f"{where}: answered {status}, a redirect, which is never followed", status=status)
        said = _PLIK_TEXT.search(location)
        return _fault_of(int(hidden.group(1)), where, said.group(1) if said else "", None)
    try:
        text = (await asyncio.wait_for(response.content.read(500), 5)).decode("utf-8", "replace")
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        text = ""
    return _fault_of(status, where, text.strip(), response.headers.get("Retry-After"))


def is_retried(status: int) -> bool:
    return status in _RETRIED_STATUS or status >= 500


def _fault_of(status: int, where: str, text: str, retry_after: str | None) -> NatsBridgeError:
    message = f"{where}: the file server answered {status}" + (f" ({cut(text)})" if text else "")
    if status in (404, 410) or (status == 403 and "expired" in text.lower()):
        return NatsBridgeError("link_gone", f"{message}; the file expired, was removed, or was one-shot and already read", status=status)
    if is_retried(status):
        return NatsBridgeError("link_unreachable", message, status=status, retry_after=_milliseconds(retry_after))
    return NatsBridgeError("link_refused", message, status=status)


def _milliseconds(retry_after: str | None) -> int:
    if not retry_after:
        return 0
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return int(text[:9]) * 1000
    try:
        return max(0, int((parsedate_to_datetime(retry_after).timestamp() - time.time()) * 1000))
    except (TypeError, ValueError, OverflowError):
        return 0
