"""Pulling messages of a consumer, as many as somebody waits for, over every connection of a bridge's life."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any, Awaitable, Callable, Union

from ..broker.broker import Broker
from ..broker.unbroken import unbroken
from ..errors import NatsBridgeError
from ..mailbox import End, Mailbox
from .message import StreamMessage, read_info
from .settings import ConsumeSettings

EXPIRES = 10.0
"""Seconds that a pull stays with the server, which says so when it ends."""
SILENCE = 5.0
"""Seconds after that in which something must have been heard."""
_GONE = ("404", "408")


class Pull:
    """``renew()`` finds or makes the consumer and gives its name; called at the start, and whenever it seems to be gone."""

    def __init__(self, broker: Broker, settings: ConsumeSettings, renew: Callable[[], Awaitable[str]]) -> None:
        self._broker, self._settings, self._renew = broker, settings, renew
        self._mail: Mailbox[StreamMessage] = Mailbox(1 << 30)
        self._wake = asyncio.Event()
        self._demand = self._under_way = 0
        self._heard = 0.0
        self._is_gone = self._is_closing = False
        self._consumer = ""
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """
        :raises NatsBridgeError: what ``renew`` raises
        """
        self._consumer = await self._renew()
        self._task = asyncio.ensure_future(self._run())

    async def get(self) -> Union[StreamMessage, End]:
        """The next message; asked for at the server only while somebody waits here.

        :raises NatsBridgeError: what ended the consumption
        """
        self._demand += 1
        self._wake.set()
        try:
            return await self._mail.get()
        finally:
            self._demand -= 1

    async def stop(self, error: NatsBridgeError | None = None) -> None:
        """Nothing more comes; what nobody has taken is given back."""
        self._is_closing = True
        self._wake.set()
        if self._task is not None and self._task is not asyncio.current_task():
            await asyncio.wait([self._task])
        for message in await self._mail.close(error, drop=True):
            with contextlib.suppress(NatsBridgeError):
                await message.nak()

    def forget_consumer(self) -> None:
        """Has the consumer found or made again, and gives nothing more of the one before."""
        self._is_gone = True
        self._wake.set()

    async def _run(self) -> None:
        wait = 0.1
        while not self._is_closing:
            try:
                client = await self._broker.client()
                if self._is_gone:
                    self._consumer = await self._renew()
                    self._is_gone = False
                wait = 0.1
                await self._pull_on(client)
            except Exception as error:
                fault = error if isinstance(error, NatsBridgeError) else NatsBridgeError("connection_failed", f"{type(error).__name__}: {error}")
                if self._broker.is_closed:
                    await self._mail.close(None if self._broker.borrowed is None else NatsBridgeError("connection_failed", "the connection that was passed in is closed"))
                    return
                if not (fault.is_retryable or fault.details.get("err_code")):
                    await self._mail.close(fault)
                    return
                # A consumer or stream that is not there may be made again.
                self._broker.status.emit("consumer_missing", fault.message, stream=self._settings.stream, consumer=self._settings.consumer)
                self._broker.trace.warning(f"stream {self._settings.stream!r}: {fault.message}; asked again in {wait:.1f} s")
                self._is_gone = True
                with contextlib.suppress(asyncio.TimeoutError):
                    self._wake.clear()
                    await asyncio.wait_for(self._until_closing(), wait)
                wait = min(wait * 2, 5.0)

    async def _until_closing(self) -> None:
        while not self._is_closing:
            self._wake.clear()
            await self._wake.wait()

    async def _pull_on(self, client: Any) -> None:
        inbox = client.new_inbox()
        subscription = await unbroken(client.subscribe(inbox, cb=self._take))
        self._under_way, self._heard = 0, time.monotonic()
        try:
            while not (self._is_closing or self._is_gone or client.is_closed or client is not self._broker.current):
                self._wake.clear()
                await self._ask(client, inbox)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), 1)
                if self._under_way > 0 and time.monotonic() - self._heard > EXPIRES + SILENCE:
                    self._is_gone = True
        finally:
            await unbroken(_drain(subscription, client))

    async def _ask(self, client: Any, inbox: str) -> None:
        batch = self._demand - self._under_way - len(self._mail)
        if batch <= 0 or not client.is_connected:
            return
        if self._under_way == 0:
            self._heard = time.monotonic()
        self._under_way += batch
        question = json.dumps({"batch": batch, "expires": int(EXPIRES * 1e9)}).encode()
        subject = f"{self._settings.prefix}.CONSUMER.MSG.NEXT.{self._settings.stream}.{self._consumer}"
        await unbroken(client.publish(subject, question, reply=inbox))

    async def _take(self, message: Any) -> None:
        self._heard = time.monotonic()
        info = read_info(message.reply or "")
        if info is not None:
            self._under_way = max(0, self._under_way - 1)
            taken = StreamMessage(self._broker, message, info)
            if self._is_closing:
                await taken.nak()
            else:
                await self._mail.put(taken)
            return
        headers = message.headers or {}
        unfilled = headers.get("Nats-Pending-Messages", "")
        self._under_way = max(0, self._under_way - int(unfilled)) if unfilled.isdigit() and unfilled != "0" else 0
        # Its time is over, or its leader changed: then it is asked again; else the consumer is not there.
        text = str(headers.get("Description", "")).lower()
        if headers.get("Status") == "503" or "deleted" in text:
            self._is_gone = True
        elif headers.get("Status") not in _GONE:
            self._broker.trace.info(f"stream {self._settings.stream!r}: a pull ended: {headers.get('Status')} {text}")
            await asyncio.sleep(0.1)
        self._wake.set()


async def _drain(subscription: Any, client: Any) -> None:
    # What is on its way still comes, and is given back.
    with contextlib.suppress(Exception):
        if not client.is_closed:
            await asyncio.wait_for(subscription.drain(), 2)
