"""Questions to the JetStream API."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import nats.errors

from ..broker.broker import Broker
from ..broker.unbroken import unbroken
from ..errors import NatsBridgeError
from ..json_codec import load_json

TIMEOUT = 5.0
"""Seconds that an answer may take."""
NO_STREAM, NO_CONSUMER = 10059, 10014


def api_prefix(domain: object = None, prefix: object = None) -> str:
    """``$JS.API``, that of a domain, or a prefix of the caller's.

    :raises NatsBridgeError: ``invalid_config``
    """
    for name, value in (("domain", domain), ("api_prefix", prefix)):
        if value is not None and (not isinstance(value, str) or not value or any(character in " *>\r\n\t" for character in value)):
            raise NatsBridgeError("invalid_config", f"{name}: expected a name for subjects, got {type(value).__name__}", option=name)
    if domain is not None and prefix is not None:
        raise NatsBridgeError("invalid_config", "domain and api_prefix: give one of them", option="domain")
    return f"$JS.{domain}.API" if domain else str(prefix).rstrip(".") if prefix else "$JS.API"


async def ask(broker: Broker, subject: str, question: dict[str, Any] | None = None, seconds: float = TIMEOUT) -> dict[str, Any]:
    """The answer. ``details`` of errors hold ``err_code`` where JetStream gave one.

    :raises NatsBridgeError: ``no_responders`` (no JetStream), ``timeout``, ``connection_failed``; ``invalid_config`` for what it refuses
    """
    client = await broker.client()
    body = b"" if question is None else json.dumps(question).encode()
    try:
        answer = await unbroken(client.request(subject, body, timeout=seconds))
    except nats.errors.NoRespondersError as error:
        raise NatsBridgeError("no_responders", "this server has no JetStream, or none in this domain") from error
    except (nats.errors.TimeoutError, asyncio.TimeoutError) as error:
        raise NatsBridgeError("timeout", f"JetStream did not answer {subject} within {seconds:g} s") from error
    except (nats.errors.Error, OSError) as error:
        raise NatsBridgeError("connection_failed", f"JetStream could not be asked: {str(error) or type(error).__name__}") from error
    parsed = load_json(answer.data)
    if not isinstance(parsed, dict):
        raise NatsBridgeError("connection_failed", f"{subject}: the answer is no object; is this JetStream?")
    fault = parsed.get("error")
    if isinstance(fault, dict):
        retry = int(fault.get("code") or 0) in (503, 504)
        text = str(fault.get("description") or "refused")
        raise NatsBridgeError("connection_failed" if retry else "invalid_config", f"JetStream: {text}", err_code=fault.get("err_code"), status=fault.get("code"))
    return parsed
