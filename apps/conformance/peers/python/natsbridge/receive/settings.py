"""Options of a receive, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional

from ..download.settings import DownloadSettings, download_settings
from ..errors import NatsBridgeError
from ..fetch import fetch_with_backoff
from ..link_policy import LinkPolicy, make_link_policy
from ..settings import whole_number

_MOST_MESSAGE = 4 * 1024**3
TABLE_FORMATS = ("pandas", "pyarrow", "polars")


@dataclass(frozen=True)
class ReceiveSettings:
    policy: LinkPolicy
    download: DownloadSettings
    handler: Any
    table_format: str
    max_message_bytes: Optional[int]
    max_decoded_bytes: Optional[int]
    on_progress: Any
    logger: Any


def receive_settings(options: Mapping[str, Any]) -> ReceiveSettings:
    """
    :raises NatsBridgeError: ``invalid_config``
    """
    if options["table_format"] not in TABLE_FORMATS:
        raise NatsBridgeError("invalid_config", f"table_format: expected one of {', '.join(TABLE_FORMATS)}, got {options['table_format']!r:.80}", option="table_format")
    for name in ("fileserver_download_handler", "on_progress"):
        if options[name] is not None and not callable(options[name]):
            raise NatsBridgeError("invalid_config", f"{name}: expected a function, got {type(options[name]).__name__}", option=name)
    download = download_settings(options)
    stores = list(options["fileservers"] or [])
    # A bridge reads what it sent.
    own = options.get("fileserver")
    if own is not None and own not in stores:
        stores.append(own)
    policy = make_link_policy(options["fileserver_url"], options["allowed_link_origins"], stores)
    most = options["max_message_bytes"]
    decoded = options["max_decoded_bytes"]
    return ReceiveSettings(
        policy=policy,
        download=download,
        # Our own, passed as an option, counts as the default: the policy stays on.
        handler=None if options["fileserver_download_handler"] is fetch_with_backoff else options["fileserver_download_handler"],
        table_format=options["table_format"],
        max_message_bytes=_most(download.max_bytes) if most is None else max(whole_number("max_message_bytes", most), 0),
        max_decoded_bytes=None if decoded is None else whole_number("max_decoded_bytes", decoded),
        on_progress=options["on_progress"],
        logger=options["logger"],
    )


def _most(one: Optional[int]) -> Optional[int]:
    return None if one is None else max(one, min(16 * one, _MOST_MESSAGE))
