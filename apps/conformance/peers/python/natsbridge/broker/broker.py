"""The one life of a bridge's connection."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from typing import Any, Awaitable, Callable, Mapping

from nats.aio.client import Client

from ..errors import NatsBridgeError
from ..log import Trace
from .barrier import RoundTrips, is_deaf
from .borrowed_client import borrowed_client
from .client_faults import ClientFaults
from .dial import dial
from .ending import end, finish
from .hold import Hold
from .servers import Servers
from .status import StatusFeed
from .unbroken import unbroken

_FIRST_WAIT, _LONGEST_WAIT = 0.1, 5.0


class Broker:
    """Holds a connection until :meth:`close`: one that ended is made again, with growing waits, and its subscriptions with it.

    With ``borrowed`` it is a client of the caller's, which is never closed and never made again.
    """

    def __init__(self, servers: Servers, options: Mapping[str, Any], timeout: float, trace: Trace, borrowed: Any = None) -> None:
        self.servers, self.borrowed, self.trace = servers, borrowed, trace
        self.status = StatusFeed()
        self.holds: set[Hold] = set()
        self._faults = ClientFaults(self.status, trace)
        self._options, self._timeout = options, timeout
        self._client: Any = borrowed
        self._round_trips: RoundTrips | None = None
        self._life: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()
        self._first_fault: BaseException | None = None
        self._is_closing = False
        self._was_connected = False

    @property
    def current(self) -> Any:
        """The client of now, which may be about to end; None before the first connection."""
        return self._client

    @property
    def is_closed(self) -> bool:
        return self._is_closing or (self.borrowed is not None and bool(self.borrowed.is_closed))

    async def client(self, seconds: float = 5) -> Any:
        """A connected client; waits for one that is being made.

        :raises NatsBridgeError: ``connection_failed``, ``permission_denied`` and ``invalid_config`` of the first connection; nothing was sent.
        """
        if self.borrowed is not None:
            return await borrowed_client(self.borrowed, seconds)
        if self._is_closing:
            raise NatsBridgeError("connection_failed", "the bridge is closed", is_retryable=False, outcome="refused")
        if self._life is None or self._life.done():
            self._life = asyncio.ensure_future(self._live())
        if not self._was_connected:
            await self._first_connection(self._life)
            if self._first_fault is not None and not self._connected.is_set():
                raise self._first_fault
        give_up = time.monotonic() + seconds
        # A client that has just ended is seen before its end is told.
        while not self._connected.is_set() or not self._client.is_connected:
            if self._is_closing or time.monotonic() > give_up:
                raise NatsBridgeError("connection_failed", f"the connection to the broker was not back within {seconds:g} s", outcome="refused")
            await asyncio.sleep(0.02)
        return self._client

    async def round_trip(self, client: Any) -> None:
        """Returns when the server has seen all that was sent on ``client`` before.

        :raises nats.errors.Error: when that is not certain.
        """
        if self._round_trips is None or self._round_trips._client is not client:
            self._round_trips = RoundTrips(client)
        try:
            await self._round_trips.wait()
        except Exception:
            # Whoever does not answer a ping for so long does not hear us either.
            if self.borrowed is None and client is self._client and not client.is_closed:
                await unbroken(end(client))
            raise

    async def hold(self, subject: str, queue: str, take: Callable[[Any], Awaitable[None]]) -> Hold:
        """Subscribes, now and on every later connection. It stands at the server when this returns.

        :raises NatsBridgeError: ``permission_denied``, ``connection_failed``
        """
        client = await self.client()
        hold = Hold(self.holds, subject, queue, take)
        self.holds.add(hold)
        if self.borrowed is not None and self._life is None:
            self._life = asyncio.ensure_future(self._watch_borrowed())
        try:
            await unbroken(hold.stand(client))
            before = time.monotonic()
            fault = getattr(client, "last_error", None)
            await self.round_trip(client)
            after = getattr(client, "last_error", None)
            if self.was_denied(f"subscription {subject}", before) or (after is not fault and f'subscription to "{subject}"'.lower() in str(after).lower()):
                raise NatsBridgeError("permission_denied", f"{subject}: the server refuses the subscription")
        except NatsBridgeError:
            await hold.release()
            raise
        except Exception as error:
            await hold.release()
            raise NatsBridgeError("connection_failed", f"the server does not answer: {str(error) or type(error).__name__}") from error
        except asyncio.CancelledError:
            await hold.release()
            raise
        return hold

    def was_denied(self, what: str, since: float) -> bool:
        """Whether the server refused ``"publish <subject>"`` or ``"subscription <subject>"`` after ``since`` (monotonic)."""
        return self._faults.was_denied(what, since)

    async def close(self) -> None:
        """Sends what is pending and ends; waits and dials under way end at once. A borrowed client stays."""
        self._is_closing = True
        for hold in list(self.holds):
            await hold.end(None)
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait([self._life])
        if self.borrowed is None and self._client is not None and not self._client.is_closed:
            await unbroken(finish(self._client))
        self.status.close()

    async def _first_connection(self, life: asyncio.Task[None]) -> None:
        connected = asyncio.ensure_future(self._connected.wait())
        try:
            await asyncio.wait([life, connected], return_when=asyncio.FIRST_COMPLETED)
        finally:
            connected.cancel()

    async def _watch_borrowed(self) -> None:
        while not self.borrowed.is_closed:
            await asyncio.sleep(0.1)
        error = NatsBridgeError("connection_failed", "the connection that was passed in is closed", is_retryable=False)
        for hold in list(self.holds):
            await hold.end(error)

    async def _live(self) -> None:
        wait = _FIRST_WAIT
        while not self._is_closing:
            gone = asyncio.Event()
            try:
                client = await self._dial(gone)
                wait = _FIRST_WAIT
            except NatsBridgeError as error:
                if not self._was_connected:
                    self._first_fault = error
                    return
                self.status.emit("login_refused" if error.code == "permission_denied" else "error", error.message)
                self.trace.warning(f"The broker could not be reached again, next attempt in {wait:.1f} s: {error.message}")
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))
                wait = min(wait * 2, _LONGEST_WAIT)
                continue
            self._client, self._first_fault = client, None
            was_connected, self._was_connected = self._was_connected, True
            self.status.emit("reconnect" if was_connected else "connect", f"connected to {self.servers.label}")
            self._connected.set()
            if was_connected:
                self.trace.info("Connected to the broker again")
                await self._tell_user("reconnected_cb")
            await self._until_gone(client, gone)
            self._connected.clear()
            self.status.emit("disconnect", f"the connection ended: {client.last_error or 'closed'}")
            self.trace.warning(f"The connection to the broker ended: {client.last_error or 'closed'}")
            await self._tell_user("disconnected_cb")

    async def _dial(self, gone: asyncio.Event) -> Client:
        async def closed() -> None:
            gone.set()

        client = await dial(self.servers, self._options, self._timeout, self._heard, closed)
        try:
            for hold in list(self.holds):
                await hold.stand(client)
        except asyncio.CancelledError:
            await unbroken(end(client))
            raise
        except Exception as error:
            await unbroken(end(client))
            raise NatsBridgeError("connection_failed", f"the connection ended while subscriptions were made again: {error}") from error
        return client

    async def _until_gone(self, client: Client, gone: asyncio.Event) -> None:
        while not gone.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(gone.wait(), 1)
            if not gone.is_set() and is_deaf(client):
                await unbroken(end(client))
                return

    async def _heard(self, error: Exception) -> None:
        self._faults.heard(error)
        await self._tell_user("error_cb", error)

    async def _tell_user(self, name: str, *arguments: Any) -> None:
        callback = self._options.get(name)
        if callback is not None:
            try:
                await callback(*arguments)
            except Exception as error:
                self.trace.warning(f"{name} of connection_options raised {type(error).__name__}: {error}")
