"""Which messages were handled a short time ago."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from typing import Literal


class RecentIds:
    """Remembers ids of any length in 16 bytes each, for ``window`` ms."""

    def __init__(self, window: int) -> None:
        self._window = window / 1000
        self._handled: OrderedDict[bytes, float] = OrderedDict()
        self._in_hand: set[bytes] = set()

    @property
    def is_on(self) -> bool:
        return self._window > 0

    def claim(self, msg_id: str) -> Literal["claimed", "handled", "in hand"]:
        now = time.monotonic()
        while self._handled and next(iter(self._handled.values())) + self._window < now:
            self._handled.popitem(last=False)
        key = _key(msg_id)
        if key in self._handled:
            return "handled"
        if key in self._in_hand:
            return "in hand"
        self._in_hand.add(key)
        return "claimed"

    def release(self, msg_id: str, is_handled: bool) -> None:
        key = _key(msg_id)
        self._in_hand.discard(key)
        if is_handled and self.is_on:
            self._handled[key] = time.monotonic()
            self._handled.move_to_end(key)


def _key(msg_id: str) -> bytes:
    return hashlib.sha256(msg_id.encode("utf-8", "surrogatepass")).digest()[:16]
