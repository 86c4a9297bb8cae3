"""A consumption without a durable consumer: all messages in order, to this call alone."""

from __future__ import annotations

import uuid
from typing import Any, Union

from ..broker.broker import Broker
from ..errors import NatsBridgeError
from ..jetstream.api import ask
from ..log import Trace
from ..mailbox import End
from .consumer import drop_ordered, make_ordered
from .message import StreamMessage
from .pull import Pull
from .settings import ConsumeSettings


class Ordered:
    """Makes its consumer anew where it lost messages or is gone, and goes on behind the last one it gave."""

    def __init__(self, broker: Broker, settings: ConsumeSettings, trace: Trace) -> None:
        self._broker, self._settings, self._trace = broker, settings, trace
        self._last: int | None = None
        self._created: str | None = None
        self._name = ""
        self._expected = 1
        self._pull = Pull(broker, settings, self._renew)

    async def start(self) -> None:
        await self._pull.start()

    async def get(self) -> Union[StreamMessage, End]:
        while True:
            message = await self._pull.get()
            if isinstance(message, End):
                return message
            if message.info.consumer != self._name:
                continue
            if message.info.consumer_sequence != self._expected:
                self._pull.forget_consumer()
                continue
            self._expected += 1
            self._last = message.info.stream_sequence
            return message

    async def stop(self) -> None:
        await self._pull.stop()

    async def _renew(self) -> str:
        while True:
            if self._name:
                await drop_ordered(self._broker, self._settings, self._name)
            else:
                await self._has_moved()
            self._name = f"natsbridge-{uuid.uuid4().hex[:16]}"
            self._expected = 1
            await make_ordered(self._broker, self._settings, self._name, None if self._last is None else self._last + 1)
            # Asked afterwards: the consumer may have been made on a stream that came meanwhile, where its place is wrong.
            if not await self._has_moved():
                return self._name

    async def _has_moved(self) -> bool:
        """Whether reading goes on elsewhere: a stream that was made anew is read from its start, one that lost its tail from its new end."""
        try:
            info: dict[str, Any] = await ask(self._broker, f"{self._settings.prefix}.STREAM.INFO.{self._settings.stream}")
        except NatsBridgeError as error:
            # What was known must be asked until it is answered: on another stream, this consumption would wait for ever.
            if self._created is not None or error.code in ("timeout", "connection_failed") or error.details.get("err_code"):
                raise
            return False
        created, last = info.get("created"), (info.get("state") or {}).get("last_seq")
        name = self._settings.stream
        before = self._last
        if self._created is not None and created != self._created:
            self._tell("stream_remade", f"stream {name!r} was made anew; it is read from its start")
            self._last = 0
        elif isinstance(last, int) and self._last is not None and last < self._last:
            self._tell("sequence_gap", f"stream {name!r} ends at {last} and lost what followed, up to {self._last} was read; reading goes on at {last + 1}")
            self._last = last
        self._created = created if isinstance(created, str) else None
        return self._last != before

    def _tell(self, type_: Any, text: str) -> None:
        self._broker.status.emit(type_, text, stream=self._settings.stream)
        self._trace.warning(text)
