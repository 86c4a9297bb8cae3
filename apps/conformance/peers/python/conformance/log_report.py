"""What is told of the log of a job. See PROTOCOL.md."""

from __future__ import annotations

import unicodedata
from typing import Any


class LogReport:
    """Counts what is logged, and keeps the first line that holds a control character or a text that must not be told."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._lines: list[int] = []
        self._foul: str | None = None

    def debug(self, line: str, /) -> None:
        is_foul = self._secret in line or any(unicodedata.category(each) in ("Cc", "Zl", "Zp") for each in line)
        if is_foul and self._foul is None:
            self._foul = line[:500]
        self._lines.append(len(line))

    info = warning = error = debug

    def report(self) -> dict[str, Any]:
        return {"lines": len(self._lines), "characters": sum(self._lines), "longest": max(self._lines, default=0), "foul": self._foul}
