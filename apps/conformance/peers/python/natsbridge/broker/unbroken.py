"""nats-py does not survive a cancellation in the middle of its work; ours never reaches it."""

from __future__ import annotations

import asyncio
from typing import Any, Coroutine, TypeVar

T = TypeVar("T")

_running: set[asyncio.Task[Any]] = set()


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Runs ``work`` to its end, also when the caller is cancelled meanwhile: then it ends by itself, unheard."""
    task = asyncio.ensure_future(work)
    # The loop keeps only weak references.
    _running.add(task)
    task.add_done_callback(_forget)
    return await asyncio.shield(task)


def _forget(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()
