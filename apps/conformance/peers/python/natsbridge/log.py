"""Log lines and the redaction of secrets in them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timezone
from typing import Any, Protocol

_USER_INFO = re.compile(r"([a-z][a-z0-9+.-]*://)?[^/?#,\s]*@", re.IGNORECASE)


class Logger(Protocol):
    """Where log lines go. ``logging.Logger`` satisfies it."""

    def debug(self, msg: str, /) -> Any: ...
    def info(self, msg: str, /) -> Any: ...
    def warning(self, msg: str, /) -> Any: ...
    def error(self, msg: str, /) -> Any: ...


def utc_now() -> str:
    """ISO 8601 in UTC with milliseconds, as the envelope writes it."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def escape_controls(text: str) -> str:
    """Escapes control characters, so that foreign text cannot forge a line or move a cursor."""
    return "".join(
        f"\\u{ord(character):04x}" if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in text
    )


def format_log_line(correlation_id: str, message: str) -> str:
    """``[timestamp] [Correlation: <id>] <message>``"""
    return escape_controls(f"[{utc_now()}] [Correlation: {correlation_id}] {message}")


class Trace:
    """Writes the log lines of one call; silent without a logger."""

    def __init__(self, logger: Logger | None, correlation_id: str) -> None:
        self._logger = logger
        self._correlation_id = correlation_id

    def info(self, message: str) -> None:
        if self._logger is not None:
            # logging.Logger formats only when arguments are given, so a "%" in the line is safe.
            self._logger.info(format_log_line(self._correlation_id, message))

    def warning(self, message: str) -> None:
        if self._logger is not None:
            self._logger.warning(format_log_line(self._correlation_id, message))


def strip_credentials(servers: str) -> str:
    """Removes user, password and token from a broker URL or a comma-separated list of them."""
    return _USER_INFO.sub(lambda match: match.group(1) or "", servers)


def redact_url(url: str) -> str:
    """A URL fit for logs and errors: without credentials, query and fragment (signed links carry secrets there)."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    return strip_credentials(bare) + ("" if bare == url else "?…")
