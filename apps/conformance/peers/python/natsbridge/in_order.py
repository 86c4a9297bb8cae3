"""Working on several messages at once, and giving the results in the order the messages came."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Awaitable, Callable, Deque, Generic, TypeVar, Union

from .mailbox import END, End

M = TypeVar("M")
R = TypeVar("R")


class InOrder(Generic[M, R]):
    """Takes from ``source`` only while :meth:`next` is asked, at most ``most`` at once; ``source`` serves who asked
    first. A cancelled :meth:`next` loses nothing."""

    def __init__(self, source: Callable[[], Awaitable[Union[M, End]]], work: Callable[[M], Awaitable[R]], most: int) -> None:
        self._source, self._work, self._most = source, work, most
        self._tasks: Deque[asyncio.Task[Union[R, End]]] = deque()

    async def next(self) -> Union[R, End]:
        while len(self._tasks) < self._most:
            self._tasks.append(asyncio.ensure_future(self._one()))
        first = self._tasks[0]
        # Unlike awaiting it, this does not end it when the reader is cancelled.
        await asyncio.wait([first])
        if self._tasks and self._tasks[0] is first:
            self._tasks.popleft()
        return END if first.cancelled() else first.result()

    async def close(self) -> None:
        """Ends what is under way."""
        tasks = list(self._tasks)
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
            for task in tasks:
                if not task.cancelled():
                    task.exception()

    async def _one(self) -> Union[R, End]:
        message = await self._source()
        return END if isinstance(message, End) else await self._work(message)
