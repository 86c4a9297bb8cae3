"""What happens to a bridge, as an asynchronous iterable."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Literal

StatusType = Literal[
    "connect", "disconnect", "reconnect", "login_refused", "permission", "slow_consumer", "publish_refused",
    "stream_remade", "sequence_gap", "consumer_missing", "durability", "error",
]  # fmt: skip
_MOST_WAITING = 1_000


@dataclass(frozen=True)
class BridgeStatus:
    """One event: its ``type``, a ``text`` for people (what was seen, what helps), and ``details`` such as ``subject`` or ``stream``."""

    type: StatusType
    text: str
    details: dict[str, Any] = field(default_factory=dict)


class StatusEvents:
    """Events of a bridge from now on, until it closes or :meth:`stop` is called. Who does not read keeps the newest 1,000."""

    def __init__(self, feed: StatusFeed) -> None:
        self._feed = feed
        self._waiting: deque[BridgeStatus] = deque(maxlen=_MOST_WAITING)
        self._changed = asyncio.Event()
        self._stopped = False

    def push(self, event: BridgeStatus) -> None:
        self._waiting.append(event)
        self._changed.set()

    def stop(self) -> None:
        """Lets what is already there pass, then ends."""
        self._stopped = True
        self._feed.forget(self)
        self._changed.set()

    def __aiter__(self) -> AsyncIterator[BridgeStatus]:
        return self

    async def __anext__(self) -> BridgeStatus:
        while not self._waiting:
            if self._stopped:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()


class StatusFeed:
    """Hands every event to all who follow."""

    def __init__(self) -> None:
        self._followers: set[StatusEvents] = set()

    def events(self) -> StatusEvents:
        follower = StatusEvents(self)
        self._followers.add(follower)
        return follower

    def forget(self, follower: StatusEvents) -> None:
        self._followers.discard(follower)

    def emit(self, type_: StatusType, text: str, **details: Any) -> None:
        for follower in list(self._followers):
            follower.push(BridgeStatus(type_, text, details))

    def close(self) -> None:
        for follower in list(self._followers):
            follower.stop()
