"""Publishing into a stream."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import nats.errors

from ..broker.broker import Broker
from ..broker.publish import publish_fault
from ..broker.unbroken import unbroken
from ..errors import NatsBridgeError
from ..json_codec import load_json
from ..models import PubAck
from ..settings import text_option, whole_number

_KNOWN = {"timeout", "retry_for", "expected_stream", "expected_last_seq", "domain", "api_prefix"}


@dataclass(frozen=True)
class StreamSettings:
    """``timeout`` is that of one attempt, ``retry_for`` of all; both in ms."""

    timeout: int = 5_000
    retry_for: int = 20_000
    expected_stream: str | None = None
    expected_last_seq: int | None = None


def stream_settings(option: Any) -> StreamSettings | None:
    """
    :raises NatsBridgeError: ``invalid_config``
    """
    if option is None or option is False:
        return None
    given = {} if option is True else option
    if not isinstance(given, dict) or given.keys() - _KNOWN:
        unknown = f"unknown is {sorted(map(str, given.keys() - _KNOWN))[0]!r}" if isinstance(given, dict) else f"got {type(given).__name__}"
        raise NatsBridgeError("invalid_config", f"jetstream: expected True or a dict of {', '.join(sorted(_KNOWN))}; {unknown}", option="jetstream")
    given = {name: value for name, value in given.items() if value is not None and name not in ("domain", "api_prefix")}
    for name, least in (("timeout", 1), ("retry_for", 0), ("expected_last_seq", 0)):
        if name in given:
            whole_number(f"jetstream.{name}", given[name], least)
    if "expected_stream" in given:
        text_option("jetstream.expected_stream", given["expected_stream"])
    return StreamSettings(**given)


def stream_headers(msg_id: str, settings: StreamSettings) -> dict[str, str]:
    headers = {"Nats-Msg-Id": msg_id}
    if settings.expected_stream is not None:
        headers["Nats-Expected-Stream"] = settings.expected_stream
    if settings.expected_last_seq is not None:
        headers["Nats-Expected-Last-Sequence"] = str(settings.expected_last_seq)
    return headers


async def publish_stream(broker: Broker, subject: str, body: bytes, headers: dict[str, str], settings: StreamSettings) -> tuple[PubAck, int]:
    """Publishes and tells on which attempt. A further attempt after a lost ack is stored once, because of ``Nats-Msg-Id``.

    :raises NatsBridgeError: ``no_responders timeout publish_failed connection_failed permission_denied``, with ``details["outcome"]``
    """
    give_up = time.monotonic() + settings.retry_for / 1000
    attempt, is_known = 0, True
    while True:
        attempt += 1
        try:
            return await _attempt(broker, subject, body, headers, settings), attempt
        except NatsBridgeError as error:
            fault = error
        is_known = is_known and fault.details.get("outcome") == "refused"
        is_over = not fault.is_retryable and fault.details.get("outcome") != "unknown"
        if is_over or time.monotonic() >= give_up:
            # What an earlier attempt may have stored is not undone by a later refusal.
            fault.details["outcome"] = "refused" if is_known else "unknown"
            raise fault
        await asyncio.sleep(0.05 if attempt == 1 else 0.5)


async def _attempt(broker: Broker, subject: str, body: bytes, headers: dict[str, str], settings: StreamSettings) -> PubAck:
    client = await broker.client()
    since = time.monotonic()
    try:
        answer = await unbroken(client.request(subject, body, timeout=settings.timeout / 1000, headers=headers))
    except nats.errors.NoRespondersError as error:
        text = f"{subject}: no stream takes this subject; create one, or leave jetstream off"
        raise NatsBridgeError("no_responders", text, is_retryable=False, outcome="refused") from error
    except (nats.errors.TimeoutError, asyncio.TimeoutError) as error:
        if broker.was_denied(f"publish {subject}", since):
            raise NatsBridgeError("permission_denied", f"{subject}: the server refuses to take messages for it", outcome="refused") from error
        raise NatsBridgeError("timeout", f"{subject}: no answer from the stream; the message may have been stored", outcome="unknown") from error
    except (nats.errors.Error, OSError, ValueError) as error:
        raise publish_fault(error, subject) from error
    try:
        ack = load_json(answer.data)
    except NatsBridgeError:
        ack = None
    if not isinstance(ack, dict) or not (isinstance(ack.get("error"), dict) or isinstance(ack.get("stream"), str)):
        raise NatsBridgeError("publish_failed", f"{subject}: what answered is no stream", is_retryable=False, outcome="unknown")
    if isinstance(ack.get("error"), dict):
        is_away = ack["error"].get("code") == 503
        text = f"{subject}: the stream refused the message: {ack['error'].get('description')}"
        raise NatsBridgeError("publish_failed", text, is_retryable=is_away, outcome="refused")
    return PubAck(ack["stream"], int(ack.get("seq") or 0), bool(ack.get("duplicate")))
