"""Requests of the stores, and what their failures mean."""

from __future__ import annotations

import asyncio
from typing import Any, Mapping

import aiohttp
from yarl import URL

from ..errors import NatsBridgeError
from ..text import cut, link_label

TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=60)
_MOST_ANSWER = 1_048_576


async def send_request(method: str, url: str, *, headers: Mapping[str, str] | None = None, data: Any = None, ok: tuple[int, ...] = (200, 201, 204)) -> bytes:
    """The body of an answer whose status is in ``ok``. Redirects are not followed.

    :raises NatsBridgeError: ``upload_failed``, with ``details["status"]`` where there was an answer
    """
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            async with session.request(method, URL(url, encoded=True), headers=headers, data=data, allow_redirects=False) as response:
                body = await response.content.read(_MOST_ANSWER)
                if response.status in ok:
                    return body
                text = body[:200].decode("utf-8", "replace").strip()
                raise NatsBridgeError(
                    "upload_failed",
                    f"{link_label(url)}: {method} was answered {response.status}" + (f" ({cut(text)})" if text else ""),
                    is_retryable=response.status >= 500 or response.status == 429,
                    status=response.status,
                )
    except NatsBridgeError:
        raise
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
        raise NatsBridgeError("upload_failed", f"{link_label(url)}: {cut(error) or type(error).__name__}") from error
