"""Messages that are given up, kept where somebody can look at them."""

from __future__ import annotations

import re

from ..broker.broker import Broker
from ..broker.publish import publish_core
from ..errors import NatsBridgeError
from ..jetstream.api import ask
from ..jetstream.publish import StreamSettings, publish_stream
from ..text import cut, escape_controls
from .message import StreamMessage

CODE = "NATSBridge-Code"
REASON = "NATSBridge-Reason"
SUBJECT = "NATSBridge-Subject"
STREAM = "NATSBridge-Stream"
CONSUMER = "NATSBridge-Consumer"
SEQUENCE = "NATSBridge-Sequence"
DELIVERIES = "NATSBridge-Deliveries"
HOPS = "NATSBridge-Hops"
MOST_HOPS = 3
_NAME = re.compile(r"^[!-9;-~]+$")
_MOST_REASON = 500


def hops_of(headers: object) -> int:
    """How often a message was a dead letter already. The header is the publisher's word."""
    text = str(headers.get(HOPS, "0")) if isinstance(headers, dict) else "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


async def publish_dead_letter(broker: Broker, prefix: str, subject: str, message: StreamMessage, error: BaseException) -> None:
    """Keeps the body as it was, so that every peer can read it again with its links, under headers that tell why and whence.

    Stored in a stream where one covers the subject. ``prefix`` is that of the JetStream API.

    :raises NatsBridgeError: it is not kept
    """
    info = message.info
    reason = {
        CODE: error.code if isinstance(error, NatsBridgeError) else "handler_failed",
        REASON: cut(escape_controls(str(error) or type(error).__name__), _MOST_REASON),
        SUBJECT: message.subject,
        STREAM: info.stream,
        CONSUMER: info.consumer,
        SEQUENCE: str(info.stream_sequence),
        DELIVERIES: str(info.delivery_count),
        HOPS: str(hops_of(message.headers) + 1),
    }
    own = {name: value for name, value in message.headers.items() if _NAME.match(name) and not re.search(r"[\r\n]", value) and not name.lower().startswith(("nats-", "natsbridge-"))}
    # A stream that was made anew has the same sequences at other times.
    msg_id = f"dead-letter.{info.stream}.{info.consumer}.{info.stream_sequence}.{info.timestamp}"
    try:
        await _publish(broker, prefix, subject, message.data, {**own, **reason}, msg_id)
    except NatsBridgeError as fault:
        if fault.code != "payload_too_large":
            raise
        # Body and headers together are over the limit: stream and sequence still lead to the message.
        await _publish(broker, prefix, subject, b"", reason, msg_id)


async def _publish(broker: Broker, prefix: str, subject: str, body: bytes, headers: dict[str, str], msg_id: str) -> None:
    if await _has_stream(broker, prefix, subject):
        await publish_stream(broker, subject, body, {**headers, "Nats-Msg-Id": msg_id}, StreamSettings(retry_for=0))
    else:
        await publish_core(broker, subject, body, headers)


async def _has_stream(broker: Broker, prefix: str, subject: str) -> bool:
    """Whether a stream covers the subject; a stream that cannot be asked for is taken to be there, since a plain publish would lose the message."""
    try:
        names = await ask(broker, f"{prefix}.STREAM.NAMES", {"subject": subject})
    except NatsBridgeError:
        return True
    return bool(names.get("streams"))
