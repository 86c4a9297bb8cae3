"""Knowing that the server has seen what was sent."""

from __future__ import annotations

import asyncio
from typing import Any

import nats.errors

SECONDS = 10


async def barrier(client: Any) -> None:
    """Returns when the server has seen all that was sent before.

    :raises nats.errors.Error: when that is not certain.
    """
    reconnects = client.stats["reconnects"]
    # The ping of nats-py is written past its own buffer of pending commands, which is written right after it: only a second
    # ping is certain to follow them.
    if client.is_closed:
        raise nats.errors.StaleConnectionError
    await client.flush(timeout=SECONDS)
    await client.flush(timeout=SECONDS)
    # Without a connection, or with a reader that died, flush() of nats-py returns as if all were well.
    if not client.is_connected or client.stats["reconnects"] != reconnects or is_deaf(client):
        raise nats.errors.StaleConnectionError


def is_deaf(client: Any) -> bool:
    """Whether nobody reads any more, which nats-py does not tell: an exception in its read loop ends it silently."""
    reader = getattr(client, "_reading_task", None)
    return reader is not None and reader.done()


class RoundTrips:
    """Round trips of one connection. Those that wait at the same time share one."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._next: asyncio.Future[None] | None = None
        self._runner: asyncio.Task[None] | None = None

    async def wait(self) -> None:
        """As :func:`barrier`, for everything sent before this call. Safe to cancel."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._next.add_done_callback(lambda future: future.cancelled() or future.exception())
        shared = self._next
        if self._runner is None or self._runner.done():
            self._runner = asyncio.ensure_future(self._run())
        await asyncio.shield(shared)

    async def _run(self) -> None:
        while self._next is not None:
            shared, self._next = self._next, None
            try:
                await barrier(self._client)
                shared.set_result(None)
            except Exception as error:
                shared.set_exception(error)
