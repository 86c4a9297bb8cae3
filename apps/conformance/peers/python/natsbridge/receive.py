"""smartreceive: parse, fetch, verify, deserialize."""

from __future__ import annotations

import inspect
from typing import Any

from .codec import assert_rows, deserialize_data, resolve_table
from .direct_data import JsonText, read_direct, verify
from .download import fetch_with_backoff
from .errors import NatsBridgeError, about_payload
from .links import DEFAULT_MAX_DOWNLOAD_BYTES, make_link_policy
from .log import Trace
from .parse import body_of, parse_envelope
from .settings import whole_number

RECEIVE_DEFAULTS: dict[str, Any] = {
    "fileserver_download_handler": fetch_with_backoff,
    "fileserver_url": None,
    "max_retries": 5,
    "base_delay": 100,
    "max_delay": 5000,
    "allowed_link_origins": None,
    "max_download_bytes": DEFAULT_MAX_DOWNLOAD_BYTES,
    "headers_timeout": 15_000,
    "idle_timeout": 30_000,
    "total_timeout": 0,
    "table_format": "pandas",
    "logger": None,
}


async def receive_message(msg: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Everything of a message, or an error: one bad payload fails the whole."""
    max_retries, base_delay, max_delay = (whole_number(name, options[name], least) for name, least in (("max_retries", 1), ("base_delay", 0), ("max_delay", 0)))
    if options["table_format"] not in ("pandas", "pyarrow"):
        raise NatsBridgeError("invalid_config", f'table_format: expected "pandas" or "pyarrow", got {options["table_format"]!r}')
    policy = make_link_policy(
        options["fileserver_url"],
        options["allowed_link_origins"],
        options["max_download_bytes"],
        options["headers_timeout"],
        options["idle_timeout"],
        options["total_timeout"],
    )
    env = parse_envelope(body_of(msg))
    trace = Trace(options["logger"], env["correlation_id"])
    handler = options["fileserver_download_handler"]
    # With a handler of the caller's own the policy is the caller's affair; size and checksum are checked all the same.
    is_default = handler is fetch_with_backoff

    # All is judged before anything is fetched.
    for at, payload in enumerate(env["payloads"]):
        with _about(payload, at):
            if payload["payload_type"] != "table":
                resolve_table(payload["payload_type"], None)
            if payload["transport"] == "link" and is_default:
                policy.assert_allowed(payload["data"])

    async def fetch(payload: dict[str, Any]) -> bytes:
        if is_default:
            size = payload["size"]
            expected = int(size) if size is not None and size == size and abs(size) != float("inf") else None
            return await fetch_with_backoff(
                payload["data"],
                max_retries,
                base_delay,
                max_delay,
                env["correlation_id"],
                policy=policy,
                expected_size=expected,
                check=lambda data: verify(payload, data),
                logger=options["logger"],
            )
        try:
            fetched = handler(payload["data"], max_retries, base_delay, max_delay, env["correlation_id"])
            fetched = await fetched if inspect.isawaitable(fetched) else fetched
        except NatsBridgeError:
            raise
        except Exception as error:
            raise NatsBridgeError("link_unreachable", f"the download handler failed: {type(error).__name__}: {str(error)[:300]}") from error
        if not isinstance(fetched, (bytes, bytearray, memoryview)):
            raise NatsBridgeError("link_unreachable", f"the download handler returned {type(fetched).__name__}, not bytes", is_retryable=False)
        return bytes(fetched)

    tuples: list[tuple[str, Any, str]] = []
    info: list[dict[str, Any]] = []
    for at, payload in enumerate(env["payloads"]):
        with _about(payload, at):
            data = payload["data"]
            if payload["transport"] == "direct":
                content = read_direct(payload) if isinstance(data, str) else None
            else:
                content = await fetch(payload)
            if content is None or isinstance(content, JsonText):
                value, payload_type, checksum, verified = _json_value(payload)
            else:
                checksum, verified = verify(payload, content)
                payload_type = resolve_table(payload["payload_type"], content)
                value = deserialize_data(content, payload_type, options["table_format"])
        tuples.append((payload["dataname"], value, payload_type))
        info.append(
            {
                "id": payload["id"],
                "dataname": payload["dataname"],
                "payload_type": payload_type,
                "transport": payload["transport"],
                "size": payload["size"],
                "checksum": checksum,
                "verified": verified,
                "metadata": payload["metadata"],
            }
        )
    trace.info(f"Message received with {len(tuples)} payloads")
    return {**env, "payloads": tuples, "payload_info": info}


def _json_value(payload: dict[str, Any]) -> tuple[Any, str, None, bool]:
    """``data`` that already is a JSON value: its bytes are not known, so neither size nor checksum is checked."""
    payload_type = payload["payload_type"]
    if payload_type in ("dictionary", "jsontable", "table"):
        value = payload["data"]
        return (value, "dictionary", None, False) if payload_type == "dictionary" else (assert_rows(value), "jsontable", None, False)
    raise NatsBridgeError("decode_error", f"data is a JSON value, which a {payload_type} cannot be")


class _about:
    """Names the payload in every error raised inside."""

    def __init__(self, payload: dict[str, Any], at: int) -> None:
        self._payload, self._at = payload, at

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NatsBridgeError):
            about_payload(error, self._payload["dataname"], self._at)
