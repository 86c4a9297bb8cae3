"""smartreceive: parse, judge, fetch, verify, deserialize."""

from __future__ import annotations

from typing import Any, Mapping

from ..codec import resolve_table
from ..errors import NatsBridgeError, about_payload
from ..log import Trace
from ..parse import body_of, parse_envelope
from ..payload_handle import PayloadHandle
from ..telemetry import continued, span
from ..text import link_label
from .payload_reader import PayloadReader
from .settings import receive_settings


class Receiver:
    """Receives messages under one set of options."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        """
        :raises NatsBridgeError: ``invalid_config``
        """
        self._settings = receive_settings(options)

    async def receive(self, msg: Any, lazy: bool = False) -> Any:
        """Everything of a message, or an error: one bad payload fails the whole. With ``lazy`` a handle for each payload."""
        headers = getattr(msg, "headers", None)
        with continued(headers if isinstance(headers, dict) else None):
            async with span("receive", {"messaging.system": "nats"}):
                env = parse_envelope(body_of(msg))
                announced = self._judge(env)
                payloads, info = self._lazy(env) if lazy else await self._eager(env, announced)
        Trace(self._settings.logger, env["correlation_id"]).info(f"Message received with {len(payloads)} payloads")
        return {**env, "payloads": payloads, "payload_info": info}

    async def remove_files(self, msg: Any) -> None:
        """Removes the files of a message whose sender said ``remove_after: "ack"``, where they are a store's own. Never raises."""
        env = parse_envelope(body_of(msg))
        trace = Trace(self._settings.logger, env["correlation_id"])
        for payload in env["payloads"]:
            if payload["transport"] != "link" or payload["metadata"].get("remove_after") != "ack":
                continue
            store = self._settings.policy.store_of(payload["data"])
            try:
                if store is None:
                    trace.warning(f"{link_label(payload['data'])} is no file of a store of ours; it is not removed")
                else:
                    await store.remove(payload["data"])
            except Exception as error:
                trace.warning(f"A file was not removed after the ack: {error}")

    def _judge(self, env: dict[str, Any]) -> int:
        """All is judged before anything is fetched. Gives the bytes that the links say they have."""
        announced = 0
        for at, payload in enumerate(env["payloads"]):
            try:
                if payload["payload_type"] != "table":
                    resolve_table(payload["payload_type"], None)
                # With a handler of the caller's own the policy is the caller's affair; size and checksum are checked all the same.
                if payload["transport"] == "link":
                    if self._settings.handler is None:
                        self._settings.policy.assert_allowed(payload["data"])
                    announced += int(payload["size"]) if isinstance(payload["size"], int) and payload["size"] > 0 else 0
            except NatsBridgeError as error:
                raise about_payload(error, payload["dataname"], at)
        return announced

    async def _eager(self, env: dict[str, Any], announced: int) -> tuple[list[Any], list[Any]]:
        most = self._settings.max_message_bytes
        if most is not None and announced > most:
            text = f"the links of this message have {announced:,} bytes, over max_message_bytes {most:,}; receive it with lazy=True"
            raise NatsBridgeError("link_too_large", text, option="max_message_bytes")
        left = most
        payloads, info = [], []
        for at, payload in enumerate(env["payloads"]):
            reader = PayloadReader(payload, at, env["correlation_id"], self._settings, left)
            value = await reader.value()
            left = None if left is None else max(0, left - reader.length)
            payloads.append((payload["dataname"], value, reader.payload_type))
            info.append(_info(payload, reader.payload_type, reader.checksum, reader.verified))
        return payloads, info

    def _lazy(self, env: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        payloads, info = [], []
        for at, payload in enumerate(env["payloads"]):
            payload_type = payload["payload_type"]
            reader = PayloadReader(payload, at, env["correlation_id"], self._settings)
            payloads.append((payload["dataname"], PayloadHandle(payload["dataname"], payload_type, payload["transport"], payload["size"], reader), payload_type))
            checksum = payload["metadata"].get("checksum")
            info.append(_info(payload, payload_type, checksum if isinstance(checksum, str) else None, False))
        return payloads, info


def _info(payload: dict[str, Any], payload_type: str, checksum: str | None, verified: bool) -> dict[str, Any]:
    kept = {name: payload[name] for name in ("id", "dataname", "transport", "size", "metadata")}
    return {**kept, "payload_type": payload_type, "checksum": checksum, "verified": verified}
