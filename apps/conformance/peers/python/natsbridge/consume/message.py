"""A message of a stream as it was delivered, and its settlement."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Mapping

import nats.errors

from ..broker.broker import Broker
from ..broker.unbroken import unbroken
from ..errors import NatsBridgeError

ACK_TIMEOUT = 5.0


@dataclass(frozen=True)
class DeliveryInfo:
    """What JetStream says of a delivery. ``delivery_count`` is 1 for the first; ``timestamp`` is when it was stored, in ms since 1970."""

    stream: str
    consumer: str
    stream_sequence: int
    consumer_sequence: int
    delivery_count: int
    timestamp: int
    pending: int

    @property
    def redelivered(self) -> bool:
        return self.delivery_count > 1


def read_info(reply: str) -> DeliveryInfo | None:
    """Reads the subject on which a delivery is acknowledged, in its shorter or longer form."""
    tokens = reply.split(".")
    if tokens[:2] != ["$JS", "ACK"] or len(tokens) < 9:
        return None
    fields = tokens[2:9] if len(tokens) == 9 else tokens[4:11]
    try:
        delivered, stream_sequence, consumer_sequence, nanoseconds, pending = (int(field) for field in fields[2:])
    except ValueError:
        return None
    return DeliveryInfo(fields[0], fields[1], stream_sequence, consumer_sequence, delivered, nanoseconds // 1_000_000, pending)


class StreamMessage:
    """``data``, ``subject``, ``headers`` and ``info``; settled by :meth:`ack`, :meth:`nak` or :meth:`term`."""

    def __init__(self, broker: Broker, message: Any, info: DeliveryInfo) -> None:
        self.data: bytes = message.data
        self.subject: str = message.subject
        self.headers: Mapping[str, str] = dict(message.headers or {})
        self.info = info
        self._broker, self._reply = broker, str(message.reply)

    async def ack(self) -> None:
        await self._settle(b"+ACK")

    async def nak(self, delay: int = 0) -> None:
        """:param delay: ms before the next delivery."""
        await self._settle(b"-NAK" if delay <= 0 else b"-NAK " + json.dumps({"delay": delay * 1_000_000}).encode())

    async def term(self, reason: str = "") -> None:
        await self._settle(b"+TERM" + (b" " + reason.encode() if reason else b""))

    async def working(self) -> None:
        await self._settle(b"+WPI")

    async def double_ack(self) -> None:
        """As :meth:`ack`, and returns when the server has confirmed it.

        :raises NatsBridgeError: ``timeout``, ``connection_failed``: it may be delivered again
        """
        client = await self._broker.client()
        try:
            await unbroken(client.request(self._reply, b"+ACK", timeout=ACK_TIMEOUT))
        except (nats.errors.TimeoutError, asyncio.TimeoutError) as error:
            raise NatsBridgeError("timeout", "the server did not confirm the ack; the message may be delivered again") from error
        except (nats.errors.Error, OSError) as error:
            raise NatsBridgeError("connection_failed", f"the ack was not confirmed: {str(error) or type(error).__name__}") from error

    async def _settle(self, word: bytes) -> None:
        client = await self._broker.client()
        try:
            await unbroken(client.publish(self._reply, word))
        except (nats.errors.Error, OSError) as error:
            raise NatsBridgeError("connection_failed", f"the message could not be settled: {str(error) or type(error).__name__}") from error
