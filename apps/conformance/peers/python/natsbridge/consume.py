"""Reading a JetStream stream: ack after success, patience with what may heal, an end for what cannot."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, Awaitable, Callable

import nats.errors
import nats.js.errors
from nats.js.api import AckPolicy, ConsumerConfig

from .connection import barrier
from .errors import NatsBridgeError

Receive = Callable[[Any], Awaitable[dict[str, Any]]]


class Delivery:
    """One received message of a stream. ``env`` is what smartreceive gives."""

    def __init__(self, env: dict[str, Any], msg: Any) -> None:
        self.env = env
        self.msg = msg
        self.done = False

    @property
    def redelivered(self) -> int:
        """How often the stream has delivered this message, from 1."""
        return int(self.msg.metadata.num_delivered or 1)

    async def ack(self) -> None:
        self.done = True
        await self.msg.ack_sync()

    async def nak(self, delay_ms: int = 0) -> None:
        self.done = True
        await self.msg.nak(delay=delay_ms / 1000 if delay_ms else None)

    async def term(self) -> None:
        self.done = True
        await self.msg.term()


class Consumption:
    """``stop()`` ends it after the message at hand; ``closed`` is awaitable and raises what broke it. Iterable without a handler."""

    def __init__(self, subscription: Any, step: Callable[[Any], Awaitable[Delivery | None]], ack_wait: float, handled: bool) -> None:
        self._subscription, self._step = subscription, step
        self._stopping = asyncio.Event()
        self.ack_wait = ack_wait
        self.closed: asyncio.Future[None] = asyncio.ensure_future(self._run()) if handled else asyncio.get_running_loop().create_future()

    async def stop(self) -> None:
        self._stopping.set()
        if isinstance(self.closed, asyncio.Task):
            await asyncio.wait([self.closed])
        elif not self.closed.done():
            self.closed.set_result(None)
        try:
            await self._subscription.unsubscribe()
        except nats.errors.Error:
            pass

    def __aiter__(self) -> Consumption:
        return self

    async def __anext__(self) -> Delivery:
        while True:
            msg = await self._next()
            if msg is None:
                raise StopAsyncIteration
            delivery = await self._step(msg)
            if delivery is not None:
                return delivery

    async def _run(self) -> None:
        while (msg := await self._next()) is not None:
            await self._step(msg)

    async def _next(self) -> Any:
        while not self._stopping.is_set():
            fetch = asyncio.ensure_future(self._subscription.fetch(1, timeout=5))
            stop = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait([fetch, stop], return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if not fetch.done():
                fetch.cancel()
            try:
                return (await fetch)[0]
            except (nats.errors.TimeoutError, asyncio.TimeoutError):
                continue
            except asyncio.CancelledError:
                if not self._stopping.is_set():
                    raise
            except nats.errors.Error as error:
                raise NatsBridgeError("connection_failed", f"the stream can no longer be read: {error}") from error
        return None


async def start_consuming(
    connection: Any,
    stream: str,
    consumer: str,
    handler: Callable[[dict[str, Any], Delivery], Awaitable[object]] | None,
    receive: Receive,
    filter_subject: str,
    dead_letter_subject: str,
    on_poison: Callable[[NatsBridgeError, Any], object] | None,
    nak_delay: int,
) -> Consumption:
    """
    :raises NatsBridgeError: ``no_responders`` without JetStream, ``invalid_config`` when stream or consumer does not fit.
    """
    context = connection.jetstream()
    try:
        try:
            info = await context.consumer_info(stream, consumer)
        except nats.js.errors.NotFoundError:
            wanted = ConsumerConfig(durable_name=consumer, ack_policy=AckPolicy.EXPLICIT, filter_subject=filter_subject or None)
            info = await context.add_consumer(stream, wanted)
        subscription = await context.pull_subscribe_bind(durable=consumer, stream=stream)
    except (nats.js.errors.ServiceUnavailableError, nats.errors.NoRespondersError) as error:
        raise NatsBridgeError("no_responders", "this server has no JetStream") from error
    except nats.js.errors.APIError as error:
        raise NatsBridgeError("invalid_config", f"stream {stream!r}, consumer {consumer!r}: {error.description}") from error
    ack_wait = float(info.config.ack_wait or 30)

    async def bury(error: NatsBridgeError, msg: Any) -> None:
        if on_poison is not None:
            told = on_poison(error, msg)
            if inspect.isawaitable(told):
                await told
        if dead_letter_subject:
            await connection.publish(dead_letter_subject, msg.data, headers={"Natsbridge-Error": error.code})
            await barrier(connection)
        await msg.term()

    async def step(msg: Any) -> Delivery | None:
        async with _Working(msg, ack_wait):
            try:
                delivery = Delivery(await receive(msg), msg)
            except NatsBridgeError as error:
                if error.is_retryable:
                    await msg.nak(delay=nak_delay / 1000)
                else:
                    await bury(error, msg)
                return None
            if handler is None:
                return delivery
            try:
                await handler(delivery.env, delivery)
            except Exception:
                if not delivery.done:
                    await delivery.nak(nak_delay)
                return None
            if not delivery.done:
                await delivery.ack()
            return None

    return Consumption(subscription, step, ack_wait, handler is not None)


class _Working:
    """Tells the server that work goes on, so that it does not deliver the message again meanwhile."""

    def __init__(self, msg: Any, ack_wait: float) -> None:
        self._msg, self._pause = msg, ack_wait / 3

    async def __aenter__(self) -> None:
        self._task = asyncio.ensure_future(self._tell())

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            await self._msg.in_progress()
