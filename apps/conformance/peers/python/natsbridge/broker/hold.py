"""A subscription that outlives a connection."""

from __future__ import annotations

import contextlib
from typing import Any, Awaitable, Callable

from .unbroken import unbroken


class Hold:
    """Stands on the connection of now; the broker makes every one of `holds` anew on each later one."""

    def __init__(self, holds: set[Hold], subject: str, queue: str, take: Callable[[Any], Awaitable[None]]) -> None:
        self._holds, self._subject, self._queue, self._take = holds, subject, queue, take
        self._subscription: Any = None
        self.on_end: Callable[[BaseException | None], Awaitable[object]] | None = None

    async def stand(self, client: Any) -> None:
        self._subscription = await client.subscribe(self._subject, queue=self._queue, cb=self._take)

    async def end(self, error: BaseException | None) -> None:
        """Releases it and tells who reads it, with the error where there is one."""
        await self.release()
        if self.on_end is not None:
            await self.on_end(error)

    async def release(self) -> None:
        """Ends it at the server. Safe to call twice."""
        self._holds.discard(self)
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            await unbroken(_unsubscribe(subscription))


async def _unsubscribe(subscription: Any) -> None:
    with contextlib.suppress(Exception):
        await subscription.unsubscribe()
