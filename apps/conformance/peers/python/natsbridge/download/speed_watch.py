"""A download that trickles."""

from __future__ import annotations

from collections import deque
from typing import Deque, Optional, Tuple

WINDOW = 60.0
"""Seconds of waiting over which the speed is judged."""


class SpeedWatch:
    """Counts only the time in which a read was waiting: a slow reader is no slow server."""

    def __init__(self, least: int) -> None:
        self._least = least
        self._window = WINDOW
        self._waited = 0.0
        self._bytes = 0
        self._marks: Deque[Tuple[float, int]] = deque([(0.0, 0)])

    @property
    def is_too_slow(self) -> bool:
        """Whether over the last window of waiting less came than ``least`` bytes a second."""
        since, had = self._marks[0]
        return self._least > 0 and self._waited - since >= self._window and self._bytes - had < self._least * self._window

    def remaining(self) -> Optional[float]:
        """Seconds that a read may wait before the watch must be asked; None for ever."""
        return None if self._least <= 0 else max(0.01, self._window - (self._waited - self._marks[0][0]))

    def read(self, seconds: float, size: int) -> None:
        self._waited += seconds
        self._bytes += size
        if self._waited - self._marks[-1][0] >= self._window / 60:
            self._marks.append((self._waited, self._bytes))
        # The oldest mark that is a whole window back.
        while len(self._marks) > 1 and self._waited - self._marks[1][0] >= self._window:
            self._marks.popleft()
