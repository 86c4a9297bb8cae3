"""How links are downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ..settings import whole_number


@dataclass(frozen=True)
class DownloadSettings:
    """Times in ms, sizes in bytes; 0, and None for a size, lift a limit."""

    max_retries: int = 5
    base_delay: int = 100
    max_delay: int = 5_000
    max_bytes: Optional[int] = 4 * 1024**3
    limit_name: str = "max_download_bytes"
    """The option that ``max_bytes`` comes from, and with ``limit`` what it says."""
    limit: Optional[int] = None
    min_speed: int = 1_000
    headers_timeout: int = 15_000
    idle_timeout: int = 30_000
    total_timeout: int = 0


def download_settings(options: Mapping[str, Any]) -> DownloadSettings:
    """
    :raises NatsBridgeError: ``invalid_config``
    """
    most = options["max_download_bytes"]
    return DownloadSettings(
        max_retries=whole_number("max_retries", options["max_retries"], 1),
        base_delay=whole_number("base_delay", options["base_delay"]),
        max_delay=whole_number("max_delay", options["max_delay"]),
        max_bytes=None if most is None else whole_number("max_download_bytes", most),
        min_speed=whole_number("min_speed", options["min_speed"]),
        headers_timeout=whole_number("headers_timeout", options["headers_timeout"]),
        idle_timeout=whole_number("idle_timeout", options["idle_timeout"]),
        total_timeout=whole_number("total_timeout", options["total_timeout"]),
    )
