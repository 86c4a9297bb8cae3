"""Reading an envelope of any dialect."""

from __future__ import annotations

from typing import Any

from .constants import MOST_PAYLOADS
from .errors import NatsBridgeError
from .json_codec import load_json

_TEXTS = (
    "timestamp", "send_to", "msg_purpose", "sender_name", "sender_id", "receiver_name", "receiver_id",
    "reply_to", "reply_to_msg_id", "broker_url",
)  # fmt: skip
_MOST_FAULTS = 10


def body_of(msg: Any) -> bytes | str:
    """The body of a message object (``data``, or ``payload`` in the seed's form), or the bytes or text themselves."""
    for name in ("data", "payload"):
        if not isinstance(msg, (str, bytes, bytearray, memoryview)) and hasattr(msg, name):
            msg = getattr(msg, name)
            break
    if isinstance(msg, (bytearray, memoryview)):
        return bytes(msg)
    if isinstance(msg, (bytes, str)):
        return msg
    raise NatsBridgeError("invalid_envelope", f"expected a NATS message, bytes or text, got {type(msg).__name__}")


def parse_envelope(body: bytes | str) -> dict[str, Any]:
    """Checked, absent texts ``""``, absent metadata ``{}``, unknown fields kept. Payload data is not decoded.

    :raises NatsBridgeError: ``invalid_envelope``, listing each fault with its path.
    """
    if isinstance(body, str):
        body = body.removeprefix("\ufeff")
    elif body[:3] == b"\xef\xbb\xbf":
        body = body[3:]
    if not body:
        raise NatsBridgeError("invalid_envelope", "the message has no body")
    try:
        env = load_json(body, "invalid_envelope")
    except NatsBridgeError as error:
        raise NatsBridgeError("invalid_envelope", f"not a msg_envelope_v1: {error.message}") from error
    if not isinstance(env, dict):
        raise NatsBridgeError("invalid_envelope", f"not a msg_envelope_v1: expected an object, got {_kind(env)}")
    faults: list[str] = []
    _check(env, faults)
    if faults:
        raise NatsBridgeError("invalid_envelope", "not a msg_envelope_v1: " + "; ".join(faults[:_MOST_FAULTS]), issues=faults[:_MOST_FAULTS])
    return env


def _check(env: dict[str, Any], faults: list[str]) -> None:
    for name in ("correlation_id", "msg_id"):
        if name not in env:
            faults.append(f"{name} is missing")
        elif not isinstance(env[name], str):
            faults.append(f"{name} expected a string, got {_kind(env[name])}")
        elif env[name] == "":
            faults.append(f"{name} is empty")
    _fill(env, _TEXTS, "", faults)
    payloads = env.get("payloads")
    if "payloads" not in env:
        faults.append("payloads is missing")
    elif not isinstance(payloads, list):
        faults.append(f"payloads expected an array, got {_kind(payloads)}")
    elif len(payloads) > MOST_PAYLOADS:
        faults.append(f"payloads has {len(payloads):,} entries, at most {MOST_PAYLOADS:,} are read")
    else:
        for at, payload in enumerate(payloads):
            if len(faults) >= _MOST_FAULTS:
                break
            if isinstance(payload, dict):
                _check_payload(payload, f"payloads[{at}].", faults)
            else:
                faults.append(f"payloads[{at}] expected an object, got {_kind(payload)}")


def _check_payload(payload: dict[str, Any], path: str, faults: list[str]) -> None:
    _fill(payload, ("id", "dataname", "encoding"), path, faults)
    payload_type, transport, size = payload.get("payload_type"), payload.get("transport"), payload.get("size")
    if not isinstance(payload_type, str):
        faults.append(f"{path}payload_type " + (f"expected a string, got {_kind(payload_type)}" if "payload_type" in payload else "is missing"))
    if transport not in ("direct", "link"):
        faults.append(f"{path}transport " + (f'expected "direct" or "link", got {str(transport)[:40]!r}' if "transport" in payload else "is missing"))
    if size is not None and (isinstance(size, bool) or not isinstance(size, (int, float))):
        faults.append(f"{path}size expected a number, got {_kind(size)}")
    payload.setdefault("size", None)
    data = payload.get("data")
    if "data" not in payload:
        faults.append(f"{path}data is missing")
    elif data is None and payload["encoding"] != "json":
        faults.append(f"{path}data is null")
    elif transport == "link" and not isinstance(data, str):
        faults.append(f"{path}data expected a URL as text, got {_kind(data)}")


def _fill(holder: dict[str, Any], texts: tuple[str, ...], path: str, faults: list[str]) -> None:
    for name in texts:
        if holder.get(name) is None:
            holder[name] = ""
        elif not isinstance(holder[name], str):
            faults.append(f"{path}{name} expected a string, got {_kind(holder[name])}")
    if holder.get("metadata") is None:
        holder["metadata"] = {}
    elif not isinstance(holder["metadata"], dict):
        faults.append(f"{path}metadata expected an object, got {_kind(holder['metadata'])}")


def _kind(value: Any) -> str:
    names = {type(None): "null", bool: "a boolean", str: "a string", list: "an array", dict: "an object"}
    return names.get(type(value), "a number")
