"""A subscription as an asynchronous iterator of received envelopes."""

from __future__ import annotations

from typing import Any, AsyncIterator, Awaitable, Callable

import nats.errors

from .errors import NatsBridgeError


class Subscription:
    """An asynchronous iterator of received envelopes. Ends with :meth:`close`, and when the connection closes.

    A message that cannot be received raises from the loop; with ``on_error`` it goes there and the loop goes on.
    """

    def __init__(self, subscription: Any, receive: Callable[[Any], Awaitable[dict[str, Any]]], on_error: Callable[[NatsBridgeError, Any], object] | None) -> None:
        self._subscription, self._receive, self._on_error = subscription, receive, on_error
        self._messages: AsyncIterator[Any] = subscription.messages

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while True:
            msg = await self._messages.__anext__()
            try:
                return await self._receive(msg)
            except NatsBridgeError as error:
                if self._on_error is None:
                    raise
                self._on_error(error, msg)

    async def close(self) -> None:
        try:
            await self._subscription.unsubscribe()
        except (nats.errors.ConnectionClosedError, nats.errors.BadSubscriptionError):
            pass
