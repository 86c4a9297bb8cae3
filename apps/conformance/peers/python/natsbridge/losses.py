"""Silence is never the default for a loss."""

from __future__ import annotations

import time
from typing import Any, Callable

from .call_handler import call_listener
from .errors import NatsBridgeError
from .log import Logger, Trace
from .text import cut

_PAUSE = 60.0

OnPoison = Callable[[Any, Any], object]


class Losses:
    """Tells what a bridge drops, gives back or gives up: to the logger that was given; else to ``logging``, once a minute for each code and operation."""

    def __init__(self, logger: Logger | None) -> None:
        self._logger = logger
        self._told: dict[tuple[str, str], float] = {}

    def tell(self, operation: str, error: BaseException, what: str, correlation_id: str = "") -> None:
        code = error.code if isinstance(error, NatsBridgeError) else type(error).__name__
        if self._logger is None:
            now, key = time.monotonic(), (operation, code)
            if self._told.get(key, -_PAUSE) + _PAUSE > now:
                return
            self._told[key] = now
        Trace(self._logger, correlation_id).warning(f"{operation}: {what}: {cut(str(error) or type(error).__name__, 1000)}")

    async def give_up(self, operation: str, error: BaseException, msg: Any, what: str, on_poison: OnPoison | None) -> None:
        """What is lost for good goes to ``on_poison``, too; what that raises is raised."""
        if on_poison is None or self._logger is not None:
            self.tell(operation, error, what)
        if on_poison is not None:
            await call_listener(on_poison, error, msg)
