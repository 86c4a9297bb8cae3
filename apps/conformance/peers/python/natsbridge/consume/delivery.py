"""One received message of a stream."""

from __future__ import annotations

from typing import Awaitable, Callable, Mapping

from ..errors import NatsBridgeError
from ..payload_types import ReceivedEnvelope
from . import dead_letter
from .message import DeliveryInfo, StreamMessage

AfterAck = Callable[[StreamMessage], Awaitable[None]]


class Delivery:
    """``env`` is what smartreceive gives, ``headers`` are those of the message, ``info`` says where it stands in the stream.

    Of a dead letter ``code``, ``reason``, ``stream``, ``seq`` and ``deliveries`` say why it became one and where it was; of any
    other message they are None. The first settlement counts.
    """

    def __init__(self, env: ReceivedEnvelope, msg: StreamMessage, double_ack: bool, after_ack: AfterAck, settled: Callable[[bool], None], is_ordered: bool) -> None:
        self.env, self.msg = env, msg
        self.headers: Mapping[str, str] = msg.headers
        self.info: DeliveryInfo = msg.info
        self.done = False
        self._double_ack, self._after_ack, self._settled, self._is_ordered = double_ack, after_ack, settled, is_ordered

    @property
    def redelivered(self) -> int:
        """How often the stream has delivered this message, from 1."""
        return self.info.delivery_count

    @property
    def code(self) -> str | None:
        return self.headers.get(dead_letter.CODE)

    @property
    def reason(self) -> str | None:
        return self.headers.get(dead_letter.REASON)

    @property
    def stream(self) -> str | None:
        return self.headers.get(dead_letter.STREAM)

    @property
    def seq(self) -> int | None:
        return _number(self.headers.get(dead_letter.SEQUENCE))

    @property
    def deliveries(self) -> int | None:
        return _number(self.headers.get(dead_letter.DELIVERIES))

    async def ack(self) -> None:
        """Done. Files whose sender said ``remove_after: "ack"`` are removed once the server has confirmed it.

        :raises NatsBridgeError: with ``double_ack``, ``timeout`` or ``connection_failed``: it may be delivered again
        """
        if not self._begin(True) or self._is_ordered:
            return
        if self._double_ack:
            await self.msg.double_ack()
            await self._after_ack(self.msg)
        elif any(info["transport"] == "link" and info["metadata"].get("remove_after") == "ack" for info in self.env["payload_info"]):
            try:
                await self.msg.double_ack()
            except NatsBridgeError:
                # It may be delivered again, and then needs its files.
                return
            await self._after_ack(self.msg)
        else:
            await self.msg.ack()

    async def nak(self, delay_ms: int = 0) -> None:
        """Not done: deliver again, after a delay in ms."""
        if self._begin(False) and not self._is_ordered:
            await self.msg.nak(delay_ms)

    async def term(self, reason: str = "") -> None:
        """Never deliver again."""
        if self._begin(False) and not self._is_ordered:
            await self.msg.term(reason)

    def _begin(self, is_handled: bool) -> bool:
        if self.done:
            return False
        self.done = True
        self._settled(is_handled)
        return True


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 20 else None
