"""The one exception class of NATSBridge."""

from __future__ import annotations

from typing import Any

RETRYABLE = frozenset({"link_unreachable", "upload_failed", "connection_failed", "timeout", "no_responders"})


class NatsBridgeError(Exception):
    """What went wrong, where, and how to mend it.

    ``code`` is one of: ``invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden link_gone
    link_unreachable link_too_large link_refused`` (receiving), ``invalid_payload invalid_subject payload_too_large
    upload_failed publish_failed connection_failed permission_denied timeout no_responders`` (sending),
    ``invalid_config aborted unsupported`` (anywhere).

    ``is_retryable`` says whether the same call may succeed later. ``details`` may hold ``dataname``, ``index``,
    ``status`` (HTTP), ``retry_after`` (ms) and ``outcome`` (``"refused"`` or ``"unknown"``, for a failed publish).
    """

    def __init__(self, code: str, message: str, *, is_retryable: bool | None = None, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.is_retryable = code in RETRYABLE if is_retryable is None else is_retryable
        self.details: dict[str, Any] = details


def about_payload(error: NatsBridgeError, dataname: str, index: int) -> NatsBridgeError:
    """Adds which payload the error is about, once."""
    if "index" not in error.details:
        error.details.update(dataname=dataname, index=index)
        error.message = f"payload {index} {dataname!r}: {error.message}"
        error.args = (error.message,)
    return error
