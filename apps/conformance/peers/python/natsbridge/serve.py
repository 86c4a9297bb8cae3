"""Answering requests with a function."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable

from .broker.broker import Broker
from .broker.hold import Hold
from .call_handler import call_handler
from .errors import NatsBridgeError
from .losses import Losses, OnPoison
from .mailbox import End, Mailbox
from .payload_types import ReceivedEnvelope

ServeHandler = Callable[[ReceivedEnvelope], object]


class Service:
    """``stop()`` ends it after what is in hand; ``closed`` is awaitable and gives the error that ended it, or None."""

    def __init__(self, subject: str, handler: ServeHandler, receive: Callable[[Any], Awaitable[dict[str, Any]]], answer: Callable[..., Awaitable[object]],
                 losses: Losses, on_poison: OnPoison | None, expose_errors: bool) -> None:  # fmt: skip
        self._subject, self._handler, self._receive, self._answer = subject, handler, receive, answer
        self._losses, self._on_poison, self._expose_errors = losses, on_poison, expose_errors
        self._mail: Mailbox[Any] = Mailbox(1)
        self._hold: Hold | None = None
        self._workers: list[asyncio.Task[None]] = []
        self.closed: asyncio.Future[BaseException | None] = asyncio.get_running_loop().create_future()

    async def stand(self, broker: Broker, queue: str, concurrency: int) -> None:
        self._hold = await broker.hold(self._subject, queue, self._mail.put)
        self._hold.on_end = self._mail.close
        self._workers = [asyncio.ensure_future(self._work()) for _ in range(concurrency)]

    async def stop(self) -> None:
        """No new requests; returns when those in hand are answered."""
        if self._hold is not None:
            await self._hold.release()
        await self._mail.close()
        if self._workers:
            await asyncio.wait(self._workers)
        self._end(None)

    async def __aenter__(self) -> Service:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _end(self, error: BaseException | None) -> None:
        if not self.closed.done():
            self.closed.set_result(error)

    async def _work(self) -> None:
        while True:
            try:
                msg = await self._mail.get()
            except NatsBridgeError as error:
                return self._end(error)
            if isinstance(msg, End):
                return self._end(None)
            try:
                await self._one(msg)
            except Exception as error:
                self._losses.tell("serve", error, f"a request to {self._subject} was not answered")

    async def _one(self, msg: Any) -> None:
        try:
            env = await self._receive(msg)
        except NatsBridgeError as error:
            # Without an envelope there is nobody to answer.
            return await self._losses.give_up("serve", error, msg, f"a request to {self._subject} is dropped", self._on_poison)
        if env["msg_purpose"] in ("ACK", "NACK"):
            # Never answered, or two services would talk for ever.
            return
        try:
            result = await call_handler(self._handler, env)
            if not env["reply_to"]:
                return
            await self._answer(env, [] if result is None else result, {"msg_purpose": "ACK"} if result is None else {})
        except Exception as error:
            self._losses.tell("serve", error, f"a request to {self._subject} failed", env["correlation_id"])
            if env["reply_to"]:
                code = error.code if isinstance(error, NatsBridgeError) else "handler_failed"
                reason = (str(error) or type(error).__name__) if self._expose_errors else "the request could not be handled"
                await self._answer(env, [], {"msg_purpose": "NACK", "metadata": {"reason": reason, "code": code}})
