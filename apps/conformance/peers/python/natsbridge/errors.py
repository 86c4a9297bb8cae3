"""The one exception class of NATSBridge."""

from __future__ import annotations

from typing import Any, Callable

from .text import cut, escape_controls

RETRYABLE = frozenset({"link_unreachable", "upload_failed", "connection_failed", "timeout", "no_responders"})
MOST_MESSAGE = 2_000


class NatsBridgeError(Exception):
    """What went wrong, where, and how to mend it.

    ``code`` is one of: ``invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden link_gone
    link_unreachable link_too_large link_refused`` (receiving), ``invalid_payload invalid_subject payload_too_large
    upload_failed publish_failed connection_failed permission_denied timeout no_responders rejected`` (sending),
    ``invalid_config aborted unsupported`` (anywhere).

    ``is_retryable`` says whether the same call may succeed later. ``details`` may hold ``dataname``, ``index``, ``option``,
    ``status`` (HTTP), ``retry_after`` (ms), ``reason`` and ``env`` (of a NACK) and ``outcome`` (``"refused"`` or ``"unknown"``,
    for a failed publish). The message is one line of at most 2,000 characters. Errors can be pickled.
    """

    def __init__(self, code: str, message: str, *, is_retryable: bool | None = None, **details: Any) -> None:
        self.code = code
        self.is_retryable = code in RETRYABLE if is_retryable is None else is_retryable
        self.details: dict[str, Any] = details
        self.message = ""
        self.reword(message)

    def reword(self, message: str) -> None:
        """Gives the error another text, escaped and cut as every text of an error."""
        self.message = cut(escape_controls(cut(message, MOST_MESSAGE)), MOST_MESSAGE)
        self.args = (self.message,)

    def __reduce__(self) -> tuple[Callable[..., NatsBridgeError], tuple[Any, ...]]:
        return _restore, (self.code, self.message, self.is_retryable, self.details)


def _restore(code: str, message: str, is_retryable: bool, details: dict[str, Any]) -> NatsBridgeError:
    return NatsBridgeError(code, message, is_retryable=is_retryable, **details)


def about_payload(error: NatsBridgeError, dataname: str, index: int) -> NatsBridgeError:
    """Adds which payload the error is about, once."""
    if "index" not in error.details:
        error.details.update(dataname=dataname, index=index)
        error.reword(f"payload {index} {cut(dataname)!r}: {error.message}")
    return error
