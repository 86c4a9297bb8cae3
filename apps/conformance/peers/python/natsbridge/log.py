"""Log lines, written to the standard module ``logging`` unless a logger is given."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timezone
from typing import Any, Protocol

from .text import cut, escape_controls

NAME = "natsbridge"
"""The logger of the standard module ``logging`` that lines go to by default."""
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


def format_log_line(correlation_id: str, message: str) -> str:
    """``[timestamp] [Correlation: <id>] <message>``"""
    return escape_controls(f"[{utc_now()}] [Correlation: {cut(correlation_id)}] {message}")


class Trace:
    """Writes the log lines of one call. A logger that raises disturbs nothing."""

    def __init__(self, logger: Logger | None, correlation_id: str) -> None:
        self._logger: Logger = logger if logger is not None else logging.getLogger(NAME)
        self._correlation_id = correlation_id

    def info(self, message: str) -> None:
        self._write("info", message)

    def warning(self, message: str) -> None:
        self._write("warning", message)

    def error(self, message: str) -> None:
        self._write("error", message)

    def _write(self, level: str, message: str) -> None:
        is_on = not isinstance(self._logger, logging.Logger) or self._logger.isEnabledFor(getattr(logging, level.upper()))
        if not is_on:
            return
        try:
            # logging.Logger formats only when arguments are given, so a "%" in the line is safe.
            getattr(self._logger, level)(format_log_line(self._correlation_id, message))
        except Exception:
            logging.getLogger(NAME).exception("a logger that was given to natsbridge raised")


def strip_credentials(text: str) -> str:
    """Removes user, password and token from the URLs of a text, as far as a pattern can tell: for texts of others."""
    return _USER_INFO.sub(lambda match: match.group(1) or "", text)
