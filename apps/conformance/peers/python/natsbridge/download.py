"""Reading a link: retries, limits, no redirects."""

from __future__ import annotations

import asyncio
import random
import re
import time
from email.utils import parsedate_to_datetime
from typing import Callable

import aiohttp
from yarl import URL

from .errors import NatsBridgeError
from .links import LinkPolicy, make_link_policy
from .log import Logger, Trace, redact_url
from .settings import whole_number

_RETRIED_STATUS = frozenset({408, 425, 429})
_PLIK_ERROR = re.compile(r"[?&]errcode=(\d{3})")
_PLIK_TEXT = re.compile(r"[?&]err=([^&]*)")


async def fetch_with_backoff(
    url: str,
    max_retries: int = 5,
    base_delay: int = 100,
    max_delay: int = 5000,
    correlation_id: str = "",
    *,
    policy: LinkPolicy | None = None,
    expected_size: int | None = None,
    check: Callable[[bytes], object] | None = None,
    logger: Logger | None = None,
) -> bytes:
    """Downloads ``url`` in at most ``max_retries`` attempts.

    Waits ``base_delay`` ms, doubling up to ``max_delay`` ms, each shortened by up to half at random; ``Retry-After`` is honoured
    up to ``max_delay``. Retried are connection errors, time-outs, truncated or corrupted bodies (``check`` raises), 408, 425,
    429 and 5xx. Redirects are never followed.

    :param policy: origins, size and time-outs; by default only the origin of ``FILESERVER_URL`` and those of
        ``NATSBRIDGE_ALLOWED_LINK_ORIGINS`` are read.
    :raises NatsBridgeError: ``link_forbidden link_gone link_unreachable link_too_large link_refused checksum_mismatch``
    """
    whole_number("max_retries", max_retries, 1)
    whole_number("base_delay", base_delay)
    whole_number("max_delay", max_delay)
    policy = policy or make_link_policy()
    policy.assert_allowed(url)
    trace = Trace(logger, correlation_id)
    delay, first_fault = base_delay, None
    timeout = aiohttp.ClientTimeout(total=policy.total_timeout / 1000 or None, sock_connect=policy.headers_timeout / 1000 or None)
    # The deadline covers all attempts and the waits between them.
    deadline = time.monotonic() + policy.total_timeout / 1000 if policy.total_timeout else None
    async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False, headers={"Accept-Encoding": "identity"}) as session:
        for attempt in range(1, max_retries + 1):
            try:
                data = await _attempt(session, url, policy, expected_size)
                if check is not None:
                    check(data)
                trace.info(f"Downloaded {len(data)} bytes from {redact_url(url)}")
                return data
            except NatsBridgeError as error:
                fault = error
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
                fault = NatsBridgeError("link_unreachable", f"{redact_url(url)}: {str(error) or type(error).__name__}")
                fault.__cause__ = error
            first_fault = first_fault or fault
            # A one-shot file is gone after a broken download: what broke it is the fault to look at.
            if fault is not first_fault:
                fault.__cause__ = first_fault
            if attempt == max_retries or not (fault.is_retryable or fault.code == "checksum_mismatch"):
                raise _final(fault, attempt)
            wait = max(delay * random.uniform(0.5, 1.0), min(fault.details.get("retry_after", 0), max_delay)) / 1000
            if deadline is not None and time.monotonic() + wait >= deadline:
                raise _final(fault, attempt)
            trace.warning(f"Download attempt {attempt} of {max_retries} failed, next in {wait * 1000:.0f} ms: {fault.message}")
            await asyncio.sleep(wait)
            delay = min(delay * 2, max_delay)
    raise AssertionError("unreachable")


async def _attempt(session: aiohttp.ClientSession, url: str, policy: LinkPolicy, expected_size: int | None) -> bytes:
    # As it stands: quoting it anew would break a signature.
    request = session.get(URL(url, encoded=True), allow_redirects=False)
    response = await asyncio.wait_for(request, policy.headers_timeout / 1000 or None)
    try:
        if response.status != 200:
            raise await _status_fault(response, url)
        length = response.content_length
        _assert_length(length, policy, url)
        if expected_size is not None and length is not None and length != expected_size:
            raise NatsBridgeError("checksum_mismatch", f"{redact_url(url)}: size says {expected_size} bytes, the file server offers {length}")
        body = bytearray()
        while True:
            chunk = await asyncio.wait_for(response.content.readany(), policy.idle_timeout / 1000 or None)
            if not chunk:
                break
            body += chunk
            _assert_length(len(body), policy, url)
            if expected_size is not None and len(body) > expected_size:
                raise NatsBridgeError("checksum_mismatch", f"{redact_url(url)}: size says {expected_size} bytes, more came")
        return bytes(body)
    finally:
        response.close()


def _assert_length(length: int | None, policy: LinkPolicy, url: str) -> None:
    if length is not None and policy.max_bytes is not None and length > policy.max_bytes:
        raise NatsBridgeError("link_too_large", f"{redact_url(url)}: {length:,} bytes or more, over max_download_bytes {policy.max_bytes:,}")


async def _status_fault(response: aiohttp.ClientResponse, url: str) -> NatsBridgeError:
    status, where = response.status, redact_url(url)
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


def _fault_of(status: int, where: str, text: str, retry_after: str | None) -> NatsBridgeError:
    message = f"{where}: the file server answered {status}" + (f" ({text[:200]})" if text else "")
    if status in (404, 410) or (status == 403 and "expired" in text.lower()):
        return NatsBridgeError("link_gone", f"{message}; the file expired, was removed, or was one-shot and already read", status=status)
    if status in _RETRIED_STATUS or status >= 500:
        return NatsBridgeError("link_unreachable", message, status=status, retry_after=_milliseconds(retry_after))
    return NatsBridgeError("link_refused", message, status=status)


def _milliseconds(retry_after: str | None) -> int:
    if not retry_after:
        return 0
    if retry_after.strip().isdigit():
        return int(retry_after) * 1000
    try:
        return max(0, int((parsedate_to_datetime(retry_after).timestamp() - time.time()) * 1000))
    except (TypeError, ValueError):
        return 0


def _final(fault: NatsBridgeError, attempts: int) -> NatsBridgeError:
    if attempts > 1:
        fault.message += f" (after {attempts} attempts)"
        fault.args = (fault.message,)
    return fault
