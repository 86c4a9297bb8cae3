"""Messages on their way from the connection to who takes them."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Deque, Final, Generic, TypeVar, Union

T = TypeVar("T")


class End:
    """What :meth:`Mailbox.get` gives when no more comes."""


END: Final = End()


class Mailbox(Generic[T]):
    """Holds at most ``most`` messages; who puts one more waits. Safe to cancel."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: Deque[T] = deque()
        self._changed = asyncio.Condition()
        self._turn = asyncio.Lock()
        self._is_closed = False
        self._error: BaseException | None = None

    async def put(self, item: T) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._items) < self._most or self._is_closed)
            if not self._is_closed:
                self._items.append(item)
                self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._items)

    async def get(self) -> Union[T, End]:
        """The next message, to who asked first.

        :raises BaseException: what :meth:`close` was given.
        """
        async with self._turn, self._changed:
            await self._changed.wait_for(lambda: bool(self._items) or self._is_closed)
            if self._items:
                item = self._items.popleft()
                self._changed.notify_all()
                return item
            if self._error is not None:
                raise self._error
            return END

    async def close(self, error: BaseException | None = None, *, drop: bool = False) -> list[T]:
        """No more comes; who waits ends, with ``error`` where one is given. ``drop`` gives back what nobody took."""
        async with self._changed:
            if not self._is_closed:
                self._is_closed, self._error = True, error
            dropped = list(self._items) if drop else []
            if drop:
                self._items.clear()
            self._changed.notify_all()
            return dropped
