"""Telling the server that work goes on, so that it does not deliver the message again meanwhile."""

from __future__ import annotations

import asyncio
import contextlib

from ..errors import NatsBridgeError
from .message import StreamMessage


class Working:
    """``async with Working(message, ack_wait)``: tells it three times in every ``ack_wait`` (seconds)."""

    def __init__(self, message: StreamMessage, ack_wait: float) -> None:
        self._message, self._pause = message, ack_wait / 3
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._task = asyncio.ensure_future(self._tell())

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            with contextlib.suppress(NatsBridgeError):
                await self._message.working()
