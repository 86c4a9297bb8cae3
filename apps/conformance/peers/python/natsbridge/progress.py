"""How far an upload or a download has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Literal, Optional


@dataclass(frozen=True)
class Progress:
    """``loaded`` and ``total`` are bytes; ``total`` is None where it is unknown."""

    dataname: str
    direction: Literal["upload", "download"]
    loaded: int
    total: Optional[int]


OnProgress = Callable[[Progress], object]
