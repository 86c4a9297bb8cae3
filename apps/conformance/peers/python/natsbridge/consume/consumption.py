"""Reading a JetStream stream: ack after success, patience with what may heal, an end for what cannot."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Awaitable, Callable, Union

from ..broker.broker import Broker
from ..call_handler import call_handler
from ..errors import NatsBridgeError
from ..in_order import InOrder
from ..losses import Losses
from ..mailbox import End
from ..payload_types import ReceivedEnvelope
from ..parse import body_of, parse_envelope
from ..telemetry import continued, span
from .consumer import assert_no_circle, ensure_durable, filters_of
from .delivery import AfterAck, Delivery
from .give_up import give_up_or_retry, is_hopeless
from .message import StreamMessage
from .ordered import Ordered
from .pull import Pull
from .recent_ids import RecentIds
from .settings import ConsumeSettings
from .working import Working

Receive = Callable[[Any], Awaitable[ReceivedEnvelope]]
Handler = Callable[[ReceivedEnvelope, Delivery], object]


class Consumption:
    """``stop()`` ends it after what is in hand; ``closed`` is awaitable and gives the error that ended it, or None. Iterable without a handler."""

    def __init__(self, broker: Broker, settings: ConsumeSettings, handler: Handler | None, receive: Receive, losses: Losses, after_ack: AfterAck, on_end: Callable[[Consumption], None]) -> None:
        self._broker, self._settings, self._handler = broker, settings, handler
        self._receive, self._losses, self._after_ack, self._on_end = receive, losses, after_ack, on_end
        self._recent = RecentIds(settings.dedup_window)
        self._ack_wait = settings.ack_wait / 1000
        self._most: float = float("inf") if settings.max_deliver is None else settings.max_deliver
        self._source: Union[Pull, Ordered] = Pull(broker, settings, self._renew) if settings.consumer is not None else Ordered(broker, settings, broker.trace)
        self._ahead: InOrder[StreamMessage, Delivery | None] = InOrder(self._source.get, self._step, settings.concurrency)
        self._open: set[Delivery] = set()
        self._workers: list[asyncio.Task[None]] = []
        self.closed: asyncio.Future[NatsBridgeError | None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """
        :raises NatsBridgeError: what the server objects to
        """
        await self._source.start()
        if self._handler is not None:
            self._workers = [asyncio.ensure_future(self._work(self._handler)) for _ in range(self._settings.concurrency)]

    async def stop(self) -> None:
        """No new messages; returns when what is in hand is finished. A handler must not await it: it would wait for itself."""
        await self._source.stop()
        if self._workers:
            await asyncio.wait(self._workers)
        await self._ahead.close()
        for delivery in list(self._open):
            with contextlib.suppress(NatsBridgeError):
                await delivery.nak()
        self._end(None)

    def __aiter__(self) -> Consumption:
        return self

    async def __anext__(self) -> Delivery:
        if self._handler is not None:
            raise NatsBridgeError("invalid_config", "a consumption with a handler cannot be iterated")
        while True:
            try:
                delivery = await self._ahead.next()
            except NatsBridgeError as error:
                self._end(error)
                raise
            if isinstance(delivery, End):
                raise StopAsyncIteration
            if delivery is not None:
                return delivery

    async def __aenter__(self) -> Consumption:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _renew(self) -> str:
        info = await ensure_durable(self._broker, self._settings, self._broker.trace)
        config = info.get("config") or {}
        await assert_no_circle(self._broker, self._settings, filters_of(config))
        self._ack_wait = (config.get("ack_wait") or 30e9) / 1e9
        limit = config.get("max_deliver") or 0
        # The server stops delivering at its own limit, so that the lower one counts.
        self._most = min(self._settings.max_deliver or float("inf"), limit if limit > 0 else float("inf"))
        return str(self._settings.consumer)

    def _end(self, error: NatsBridgeError | None) -> None:
        if not self.closed.done():
            self.closed.set_result(error)
            if error is not None:
                self._broker.trace.error(f"The consumption of stream {self._settings.stream!r} ended: {error.message}")
            self._on_end(self)

    async def _work(self, handler: Handler) -> None:
        while True:
            try:
                message = await self._source.get()
            except NatsBridgeError as error:
                return self._end(error)
            if isinstance(message, End):
                return
            async with Working(message, self._ack_wait):
                delivery = await self._received(message)
                if delivery is None:
                    continue
                try:
                    with continued(delivery.headers):
                        async with span("process", {"messaging.system": "nats", "messaging.destination.name": message.subject}):
                            await call_handler(handler, delivery.env, delivery)
                except Exception as error:
                    await self._failed(delivery, error)
                    continue
                try:
                    await delivery.ack()
                except NatsBridgeError as error:
                    self._losses.tell("consume", error, "an ack is not certain", delivery.env["correlation_id"])

    async def _failed(self, delivery: Delivery, error: BaseException) -> None:
        if delivery.done:
            self._losses.tell("consume", error, "the handler failed after it had settled its message", delivery.env["correlation_id"])
            return
        delivery.done = True
        self._open.discard(delivery)
        self._recent.release(delivery.env["msg_id"], False)
        await give_up_or_retry(self._broker, self._settings, self._losses, delivery.msg, error, False, self._most)

    async def _step(self, message: StreamMessage) -> Delivery | None:
        async with Working(message, self._ack_wait):
            return await self._received(message)

    async def _received(self, message: StreamMessage) -> Delivery | None:
        """A message as a delivery; None when it was settled here already. Never raises."""
        claimed: str | None = None
        try:
            if self._recent.is_on and not await self._claim(message):
                return None
            claimed = _msg_id(message) if self._recent.is_on else None
            if message.info.delivery_count > self._most:
                text = f"delivered {message.info.delivery_count - 1} times, and whoever handled it ended without a word"
                raise RuntimeError(text)
            env = await self._receive(message)
        except Exception as error:
            if claimed is not None:
                self._recent.release(claimed, False)
            await give_up_or_retry(self._broker, self._settings, self._losses, message, error, is_hopeless(error), self._most)
            return None
        delivery: Delivery

        def settled(is_handled: bool) -> None:
            self._open.discard(delivery)
            self._recent.release(env["msg_id"], is_handled)

        delivery = Delivery(env, message, self._settings.double_ack, self._after_ack, settled, self._settings.consumer is None)
        self._open.add(delivery)
        return delivery

    async def _claim(self, message: StreamMessage) -> bool:
        msg_id = _msg_id(message)
        if msg_id is None:
            return True
        claim = self._recent.claim(msg_id)
        if claim == "handled":
            await message.ack()
        elif claim == "in hand":
            # Its twin is in hand: what becomes of that decides.
            await message.nak(self._settings.nak_delay)
        return claim == "claimed"


def _msg_id(message: StreamMessage) -> str | None:
    try:
        return str(parse_envelope(body_of(message))["msg_id"])
    except NatsBridgeError:
        return None


