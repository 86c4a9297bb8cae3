"""The default download handler."""

from __future__ import annotations

from typing import Callable, Optional

from .download.download import Download
from .download.settings import DownloadSettings
from .link_policy import LinkPolicy, make_link_policy
from .log import Logger, Trace
from .settings import whole_number


async def fetch_with_backoff(
    url: str,
    max_retries: int = 5,
    base_delay: int = 100,
    max_delay: int = 5000,
    correlation_id: str = "",
    *,
    policy: Optional[LinkPolicy] = None,
    max_download_bytes: Optional[int] = 4 * 1024**3,
    total_timeout: int = 0,
    expected_size: Optional[int] = None,
    check: Optional[Callable[[bytes], object]] = None,
    logger: Optional[Logger] = None,
) -> bytes:
    """Downloads ``url`` in at most ``max_retries`` attempts.

    Waits ``base_delay`` ms, doubling up to ``max_delay`` ms, each shortened by up to half at random; ``Retry-After`` is honoured
    up to ``max_delay``. Retried are connection errors, time-outs, truncated or corrupted bodies (``check`` raises), 408, 425,
    429 and 5xx. Redirects are never followed.

    :param policy: which links are read; by default the files of ``FILESERVER_URL`` and the origins of
        ``NATSBRIDGE_ALLOWED_LINK_ORIGINS``.
    :raises NatsBridgeError: ``link_forbidden link_gone link_unreachable link_too_large link_refused checksum_mismatch``
    """
    (policy or make_link_policy()).assert_allowed(url)
    settings = DownloadSettings(
        max_retries=whole_number("max_retries", max_retries, 1),
        base_delay=whole_number("base_delay", base_delay),
        max_delay=whole_number("max_delay", max_delay),
        max_bytes=max_download_bytes,
        total_timeout=whole_number("total_timeout", total_timeout),
    )
    return await Download(url, settings, Trace(logger, correlation_id), expected=expected_size).whole(check or _any)


def _any(_: bytes) -> None:
    return None
