"""Publishing, and what its errors mean."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Literal

import nats.errors

from ..errors import NatsBridgeError
from ..log import Logger, Trace
from .broker import Broker
from .servers import Servers, parse_servers
from .unbroken import unbroken

Confirm = Literal["server", "client"]


async def publish_core(broker: Broker, subject: str, body: bytes, headers: dict[str, str] | None = None, reply: str = "", confirm: Confirm = "server") -> None:
    """Publishes; with ``confirm="server"`` returns when the server has read the message and did not object.

    :raises NatsBridgeError: ``connection_failed permission_denied publish_failed payload_too_large``, with ``details["outcome"]``
    """
    client = await broker.client()
    before, since = getattr(client, "last_error", None), time.monotonic()
    try:
        await unbroken(client.publish(subject, body, reply=reply, headers=headers or None))
    except (nats.errors.Error, OSError, ValueError) as error:
        raise publish_fault(error, subject) from error
    if confirm == "client":
        return
    try:
        # Without a round trip nobody would learn of a refusal.
        await broker.round_trip(client)
    except (nats.errors.Error, asyncio.TimeoutError, OSError) as error:
        text = f"{subject}: the connection broke before the server confirmed ({str(error) or type(error).__name__}); the message may have arrived"
        raise NatsBridgeError("publish_failed", text, outcome="unknown") from error
    after = getattr(client, "last_error", None)
    is_new = after is not before and f'permissions violation for publish to "{subject}"'.lower() in str(after).lower()
    if is_new or broker.was_denied(f"publish {subject}", since):
        raise NatsBridgeError("permission_denied", f"{subject}: the server refuses to take messages for it", outcome="refused")


async def publish_message(
    url_or_connection: Any, subject: str, message: str | bytes, correlation_id: str, *, headers: dict[str, str] | None = None, logger: Logger | None = None
) -> None:
    """Publishes and waits until the server has taken the message. A connection that was passed is never closed.

    :raises NatsBridgeError: ``connection_failed``, ``publish_failed``, ``permission_denied``
    """
    body = message.encode("utf-8") if isinstance(message, str) else message
    trace = Trace(logger, correlation_id)
    is_url = isinstance(url_or_connection, str)
    servers = parse_servers(url_or_connection) if is_url else Servers([], "", {})
    broker = Broker(servers, {}, 5, trace, None if is_url else url_or_connection)
    try:
        await publish_core(broker, subject, body, headers)
    finally:
        await unbroken(broker.close())
    trace.info(f"Message published to {subject}")


def header_length(headers: dict[str, str]) -> int:
    """Bytes that headers add to a message; the server counts them to its ``max_payload``."""
    return len("NATS/1.0\r\n\r\n") + sum(len(f"{name}: {value}\r\n".encode()) for name, value in headers.items()) if headers else 0


def publish_fault(error: BaseException, subject: str) -> NatsBridgeError:
    text = str(error) or type(error).__name__
    if isinstance(error, nats.errors.MaxPayloadError):
        return NatsBridgeError("payload_too_large", f"{subject}: {text}", outcome="refused")
    if isinstance(error, nats.errors.NoRespondersError):
        return NatsBridgeError("no_responders", f"{subject}: nobody answers requests there", outcome="refused")
    if isinstance(error, (nats.errors.ConnectionClosedError, nats.errors.ConnectionDrainingError, nats.errors.OutboundBufferLimitError)):
        return NatsBridgeError("connection_failed", f"{subject}: {text}", outcome="refused")
    return NatsBridgeError("publish_failed", f"{subject}: {text}", outcome="unknown")
