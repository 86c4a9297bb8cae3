"""Cancelling a call at each of its awaits."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable, Generator


class _CancelAt:
    """Runs a coroutine and cancels its task at the ``n``-th place where it waits for something."""

    def __init__(self, work: Awaitable[Any], n: int) -> None:
        self._work, self._n = work, n
        self.reached = False

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._work.__await__()
        waits = 0
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                waited = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            if waits == self._n:
                self.reached = True
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            waits += 1
            value = error = None
            try:
                value = yield waited
            except BaseException as thrown:
                error = thrown


async def cancel_at_each_await(call: Callable[[], Awaitable[Any]], check: Callable[[], Awaitable[object]]) -> int:
    """Calls until it ends uncancelled; after each cancelled call ``check`` runs. Gives the number of places."""
    for n in range(1_000):
        cancelling = _CancelAt(call(), n)

        async def run() -> Any:
            return await cancelling

        task = asyncio.ensure_future(run())
        await asyncio.wait([task], timeout=20)
        assert task.done(), f"the call hangs when it is cancelled at await {n}"
        if not cancelling.reached:
            task.result()
            return n
        if not task.cancelled():
            # It was done already when it was cancelled.
            task.result()
        await check()
    raise AssertionError("no end")
