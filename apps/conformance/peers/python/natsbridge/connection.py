"""NATS: connecting, publishing, and what its errors mean."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import nats
import nats.errors
import nats.js.errors
from nats.aio.client import DEFAULT_MAX_RECONNECT_ATTEMPTS, DEFAULT_RECONNECT_TIME_WAIT, Client

from .errors import NatsBridgeError
from .log import Logger, Trace, strip_credentials
from .models import PubAck
from .settings import broker_servers


async def connect(broker_url: str, **options: Any) -> Client:
    """
    :raises NatsBridgeError: ``connection_failed``
    """
    client = Client()
    faults: list[Exception] = []

    async def on_error(error: Exception) -> None:
        faults.append(error)

    settings: dict[str, Any] = {"servers": broker_servers(broker_url), "connect_timeout": 5, "error_cb": on_error}
    # nats-py would try sixty times, two seconds apart, to reach a server that was never there.
    at_first = {"max_reconnect_attempts": 1, "reconnect_time_wait": 0.1}
    try:
        await client.connect(**{**settings, **at_first, **options})
        for name, value in (("max_reconnect_attempts", DEFAULT_MAX_RECONNECT_ATTEMPTS), ("reconnect_time_wait", DEFAULT_RECONNECT_TIME_WAIT)):
            client.options[name] = options.get(name, value)
        return client
    except (OSError, asyncio.TimeoutError, nats.errors.Error) as error:
        await client.close()
        reason = faults[0] if faults else error
        raise NatsBridgeError("connection_failed", f"{strip_credentials(broker_url)}: {str(reason) or type(reason).__name__}") from error


async def close(client: Client) -> None:
    """Sends what is pending and closes; a server that is gone is no error."""
    if client.is_closed:
        return
    try:
        await client.drain()
    except (nats.errors.Error, asyncio.TimeoutError, OSError):
        with contextlib.suppress(nats.errors.Error, asyncio.TimeoutError, OSError):
            await client.close()


async def publish_message(
    url_or_connection: Any, subject: str, message: str | bytes, correlation_id: str, *, headers: dict[str, str] | None = None, logger: Logger | None = None
) -> None:
    """Publishes and waits until the server has taken the message. A connection that was passed is never closed.

    :raises NatsBridgeError: ``connection_failed``, ``publish_failed``, ``permission_denied``
    """
    body = message.encode("utf-8") if isinstance(message, str) else message
    if isinstance(url_or_connection, str):
        client = await connect(url_or_connection)
        try:
            await publish_core(client, subject, body, headers)
        finally:
            await close(client)
    else:
        await publish_core(url_or_connection, subject, body, headers)
    Trace(logger, correlation_id).info(f"Message published to {subject}")


async def connected(client: Client, seconds: float = 5) -> None:
    """Waits for a connection that is being made again.

    :raises NatsBridgeError: ``connection_failed``; nothing was sent.
    """
    give_up = time.monotonic() + seconds
    while not client.is_connected:
        if client.is_closed or client.is_draining or time.monotonic() > give_up:
            state = "is closed" if client.is_closed else "is being drained" if client.is_draining else f"was not back within {seconds:g} s"
            raise NatsBridgeError("connection_failed", f"the connection to the broker {state}", outcome="refused")
        await asyncio.sleep(0.02)


async def barrier(client: Client) -> None:
    """Returns when the server has seen all that was sent before.

    :raises nats.errors.Error: when that is not certain.
    """
    reconnects = client.stats["reconnects"]
    # The ping of nats-py is written past its own buffer of pending commands, which is written right after it: only a second
    # ping is certain to follow them.
    await client.flush(timeout=10)
    await client.flush(timeout=10)
    # Without a connection flush() of nats-py returns as if all were well.
    if not client.is_connected or client.stats["reconnects"] != reconnects:
        raise nats.errors.StaleConnectionError


async def publish_core(client: Client, subject: str, body: bytes, headers: dict[str, str] | None = None, reply: str = "") -> None:
    await connected(client)
    before = client.last_error
    try:
        await client.publish(subject, body, reply=reply, headers=headers)
    except (nats.errors.Error, OSError) as error:
        raise publish_fault(error, subject) from error
    try:
        # Without a round trip nobody would learn of a refusal.
        await barrier(client)
    except (nats.errors.Error, asyncio.TimeoutError, OSError) as error:
        raise NatsBridgeError(
            "publish_failed", f"{subject}: the connection broke before the server confirmed ({str(error) or type(error).__name__}); the message may have arrived", outcome="unknown"
        ) from error
    after = client.last_error
    if after is not before and after is not None and f'permissions violation for publish to "{subject}"'.lower() in str(after).lower():
        raise NatsBridgeError("permission_denied", f"{subject}: {after}", outcome="refused")


def stream_headers(msg_id: str, jetstream: dict[str, Any]) -> dict[str, str]:
    headers = {"Nats-Msg-Id": msg_id}
    if jetstream.get("expected_stream") is not None:
        headers["Nats-Expected-Stream"] = jetstream["expected_stream"]
    if jetstream.get("expected_last_seq") is not None:
        headers["Nats-Expected-Last-Sequence"] = str(jetstream["expected_last_seq"])
    return headers


def header_length(headers: dict[str, str]) -> int:
    """Bytes that headers add to a message; the server counts them to its ``max_payload``."""
    return len("NATS/1.0\r\n\r\n") + sum(len(f"{name}: {value}\r\n".encode()) for name, value in headers.items()) if headers else 0


async def publish_stream(client: Client, subject: str, body: bytes, headers: dict[str, str], timeout: int) -> tuple[PubAck, int]:
    """Publishes to JetStream and tells on which attempt. A second attempt after a lost ack is stored once, because of ``Nats-Msg-Id``."""
    await connected(client)
    context = client.jetstream()
    attempts = 2
    for attempt in range(1, attempts + 1):
        try:
            ack = await context.publish(subject, body, timeout=timeout / 1000, headers=headers)
            return PubAck(ack.stream, ack.seq, bool(ack.duplicate)), attempt
        except (nats.errors.TimeoutError, asyncio.TimeoutError) as error:
            if attempt == attempts:
                raise NatsBridgeError("timeout", f"{subject}: no answer from the stream; the message may have been stored", outcome="unknown") from error
        except (nats.errors.Error, OSError) as error:
            raise publish_fault(error, subject) from error
    raise AssertionError("unreachable")


def publish_fault(error: BaseException, subject: str) -> NatsBridgeError:
    text = str(error) or type(error).__name__
    if isinstance(error, nats.errors.MaxPayloadError):
        return NatsBridgeError("payload_too_large", f"{subject}: {text}", outcome="refused")
    if isinstance(error, nats.js.errors.NoStreamResponseError):
        return NatsBridgeError("no_responders", f"{subject}: no stream takes this subject; create one, or leave jetstream off", outcome="refused")
    if isinstance(error, nats.errors.NoRespondersError):
        return NatsBridgeError("no_responders", f"{subject}: nobody answers requests there", outcome="refused")
    if isinstance(error, (nats.errors.ConnectionClosedError, nats.errors.ConnectionDrainingError, nats.errors.OutboundBufferLimitError)):
        return NatsBridgeError("connection_failed", f"{subject}: {text}", outcome="refused")
    if isinstance(error, nats.js.errors.APIError):
        return NatsBridgeError("publish_failed", f"{subject}: the stream refused the message: {error.description or text}", outcome="refused")
    return NatsBridgeError("publish_failed", f"{subject}: {text}", outcome="unknown")
