"""What can be iterated, without ``await``."""

from __future__ import annotations

from typing import Any, AsyncIterator, Generic, Iterator, Optional, TypeVar

from ..broker.status import BridgeStatus, StatusEvents
from ..consume.consumption import Consumption as AsyncConsumption
from ..consume.delivery import Delivery as AsyncDelivery
from ..subscription import Subscription as AsyncSubscription
from .background_loop import LOOP
from .delivery import Delivery
from .payload_handle import with_handles

E = TypeVar("E")


def drain(source: AsyncIterator[E]) -> Iterator[E]:
    """An asynchronous iterator as a plain one."""
    while True:
        try:
            yield LOOP.run(_next(source))
        except StopAsyncIteration:
            return


async def _next(source: AsyncIterator[E]) -> E:
    return await source.__anext__()


class Subscription(Generic[E]):
    """An iterator of received envelopes, which no bad message ends. Ends with :meth:`close` and with the bridge."""

    def __init__(self, subscription: AsyncSubscription[E]) -> None:
        self._subscription = subscription

    def __iter__(self) -> Iterator[E]:
        return self

    def __next__(self) -> E:
        return self.next()

    def next(self, timeout: Optional[float] = None) -> E:
        """The next envelope.

        :param timeout: seconds. Default: as long as it takes.
        :raises TimeoutError: nothing came; nothing is lost
        """
        try:
            return with_handles(LOOP.run(_next(self._subscription), timeout))
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        LOOP.run(self._subscription.close())

    def __enter__(self) -> Subscription[E]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Consumption:
    """``stop()`` ends it after what is in hand. Iterable without a handler."""

    def __init__(self, consumption: AsyncConsumption) -> None:
        self._consumption = consumption

    def __iter__(self) -> Iterator[Delivery]:
        return self

    def __next__(self) -> Delivery:
        return self.next()

    def next(self, timeout: Optional[float] = None) -> Delivery:
        """The next delivery.

        :param timeout: seconds. Default: as long as it takes.
        :raises TimeoutError: nothing came; nothing is lost
        """
        try:
            delivery: AsyncDelivery = LOOP.run(_next(self._consumption), timeout)
        except StopAsyncIteration:
            raise StopIteration from None
        return Delivery(delivery)

    def wait(self, timeout: Optional[float] = None) -> None:
        """Waits until it has ended.

        :raises NatsBridgeError: what ended it
        """

        async def ended() -> None:
            error = await self._consumption.closed
            if error is not None:
                raise error

        LOOP.run(ended(), timeout)

    def stop(self) -> None:
        LOOP.run(self._consumption.stop())

    def __enter__(self) -> Consumption:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Service:
    """``stop()`` ends it after what is in hand."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def stop(self) -> None:
        LOOP.run(self._service.stop())

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Status:
    """Events of a bridge."""

    def __init__(self, events: StatusEvents) -> None:
        self._events = events

    def __iter__(self) -> Iterator[BridgeStatus]:
        return drain(self._events)

    def stop(self) -> None:
        async def stop() -> None:
            self._events.stop()

        LOOP.run(stop())
