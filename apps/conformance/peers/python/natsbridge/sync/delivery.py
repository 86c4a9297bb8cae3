"""One received message of a stream, settled without ``await``."""

from __future__ import annotations

from typing import Mapping, Optional

from ..consume.delivery import Delivery as AsyncDelivery
from ..consume.message import DeliveryInfo
from ..payload_types import ReceivedEnvelope
from .background_loop import LOOP


class Delivery:
    """As :class:`natsbridge.Delivery`."""

    def __init__(self, delivery: AsyncDelivery) -> None:
        self._delivery = delivery
        self.env: ReceivedEnvelope = delivery.env
        self.headers: Mapping[str, str] = delivery.headers
        self.info: DeliveryInfo = delivery.info
        self.redelivered: int = delivery.redelivered
        self.code: Optional[str] = delivery.code
        self.reason: Optional[str] = delivery.reason
        self.stream: Optional[str] = delivery.stream
        self.seq: Optional[int] = delivery.seq
        self.deliveries: Optional[int] = delivery.deliveries

    def ack(self) -> None:
        """Done."""
        LOOP.run(self._delivery.ack())

    def nak(self, delay_ms: int = 0) -> None:
        """Not done: deliver again, after a delay in ms."""
        LOOP.run(self._delivery.nak(delay_ms))

    def term(self, reason: str = "") -> None:
        """Never deliver again."""
        LOOP.run(self._delivery.term(reason))
