"""Defaults of the options, and what is wrong with names that are none."""

from __future__ import annotations

import difflib
from typing import Any, Dict, List, Mapping

from .errors import NatsBridgeError

RECEIVE_DEFAULTS: Dict[str, Any] = {
    "fileserver_download_handler": None, "fileserver_url": None, "fileservers": None, "allowed_link_origins": None, "max_retries": 5, "base_delay": 100,
    "max_delay": 5_000, "max_download_bytes": 4 * 1024**3, "max_message_bytes": None, "max_decoded_bytes": None, "min_speed": 1_000, "headers_timeout": 15_000,
    "idle_timeout": 30_000, "total_timeout": 0, "table_format": "pandas", "on_progress": None, "logger": None,
}  # fmt: skip
SEND_DEFAULTS: Dict[str, Any] = {
    "fileserver_url": None, "fileserver": None, "fileserver_upload_handler": None, "fileserver_remove_handler": None, "size_threshold": None,
    "correlation_id": None, "msg_purpose": "chat", "sender_name": "NATSBridge", "receiver_name": "", "receiver_id": "", "reply_to": "", "reply_to_msg_id": "",
    "is_publish": True, "msg_id": None, "sender_id": None, "metadata": None, "jetstream": False, "arrow_compression": None, "confirm": "server", "headers": None,
    "on_progress": None, "logger": None,
}  # fmt: skip
CONNECTION_DEFAULTS: Dict[str, Any] = {
    "broker_url": None, "nats_connection": None, "connection_options": None, "connect_timeout": 5_000, "allow_system_reply": False,
}  # fmt: skip
CONSUME_DEFAULTS: Dict[str, Any] = {
    "filter_subjects": None, "concurrency": 1, "ack_wait": 30_000, "max_deliver": None, "deliver_policy": "all", "nak_delay": 1_000, "max_nak_delay": 60_000,
    "double_ack": False, "remove_files": True, "dedup_window": 0, "dead_letter_subject": None, "on_poison": None, "domain": None, "api_prefix": None,
}  # fmt: skip
DEFAULTS: Dict[str, Any] = {**RECEIVE_DEFAULTS, **SEND_DEFAULTS, **CONNECTION_DEFAULTS}
_NONE_IS_A_VALUE = ("max_download_bytes",)


def merge_options(defaults: Mapping[str, Any], options: Mapping[str, Any]) -> Dict[str, Any]:
    """What was given to a call wins; None counts as not given.

    :raises NatsBridgeError: ``invalid_config`` for an unknown name, with the nearest known one
    """
    for name in options:
        if name not in DEFAULTS:
            raise unknown_option(name, list(DEFAULTS))
    given = {name: value for name, value in options.items() if value is not None or name in _NONE_IS_A_VALUE}
    return {**DEFAULTS, **defaults, **given}


def unknown_option(name: str, known: List[str]) -> NatsBridgeError:
    near = difflib.get_close_matches(name, known, 1, 0.6)
    hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"
    return NatsBridgeError("invalid_config", f"unknown option {name[:80]!r}{hint}", option=name[:80])
