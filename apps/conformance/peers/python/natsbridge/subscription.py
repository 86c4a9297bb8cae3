"""A subscription as an asynchronous iterator of received envelopes."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Generic, TypeVar

from .broker.broker import Broker
from .broker.hold import Hold
from .errors import NatsBridgeError
from .in_order import InOrder
from .losses import Losses, OnPoison
from .mailbox import End, Mailbox

E = TypeVar("E")


class Subscription(Generic[E]):
    """An asynchronous iterator of received envelopes, which no bad message ends. Ends with :meth:`close` and with the bridge.

    A message that cannot be received goes to ``on_poison(error, msg)`` and to the logger. On a connection that was passed in and
    closes, the iteration ends with ``connection_failed``. A cancelled ``anext`` loses nothing.
    """

    def __init__(self, subject: str, receive: Callable[[Any], Awaitable[E]], concurrency: int, losses: Losses, on_poison: OnPoison | None) -> None:
        self._subject, self._receive, self._losses, self._on_poison = subject, receive, losses, on_poison
        self._mail: Mailbox[Any] = Mailbox(1)
        self._ahead: InOrder[Any, E | None] = InOrder(self._mail.get, self._step, concurrency)
        self._hold: Hold | None = None

    async def stand(self, broker: Broker, queue: str) -> None:
        """
        :raises NatsBridgeError: ``permission_denied``, ``connection_failed``
        """
        self._hold = await broker.hold(self._subject, queue, self._mail.put)
        self._hold.on_end = self._mail.close

    def __aiter__(self) -> Subscription[E]:
        return self

    async def __anext__(self) -> E:
        while True:
            env = await self._ahead.next()
            if isinstance(env, End):
                raise StopAsyncIteration
            if env is not None:
                return env

    async def __aenter__(self) -> Subscription[E]:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends it at the server, and the iteration. Safe to call twice."""
        await self._mail.close(drop=True)
        if self._hold is not None:
            await self._hold.release()
        await self._ahead.close()

    async def _step(self, msg: Any) -> E | None:
        try:
            return await self._receive(msg)
        except NatsBridgeError as error:
            fault = error
        try:
            await self._losses.give_up("subscribe", fault, msg, f"a message of {self._subject} is dropped", self._on_poison)
        except Exception as error:
            self._losses.tell("subscribe", error, "on_poison raised")
        return None
