"""How much decoding may make."""

from __future__ import annotations

from typing import Optional

from .errors import NatsBridgeError

_LEAST = 1024**3


class Budget:
    """Counts what reading makes beyond the received bytes."""

    def __init__(self, limit: Optional[int], received: int) -> None:
        self._limit = max(_LEAST, 8 * received) if limit is None else limit
        self._spent = 0

    def spend(self, size: int, what: str) -> None:
        """
        :raises NatsBridgeError: ``decode_error``, before anything is made
        """
        self._spent += size
        if self._spent > self._limit:
            text = f"{what} would make {self._spent:,} bytes, over max_decoded_bytes {self._limit:,}"
            raise NatsBridgeError("decode_error", text, option="max_decoded_bytes")
