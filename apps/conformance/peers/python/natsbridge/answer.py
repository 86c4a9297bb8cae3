"""Answers: what ties them to their question, and where they may go."""

from __future__ import annotations

from typing import Any, Mapping

from .errors import NatsBridgeError
from .text import cut


def answer_options(env: Mapping[str, Any], options: dict[str, Any], allow_system_reply: bool) -> dict[str, Any]:
    """
    :raises NatsBridgeError: ``invalid_subject``
    """
    reply_to = env.get("reply_to")
    if not reply_to:
        raise NatsBridgeError("invalid_subject", "the message asks for no reply: its reply_to is empty")
    if str(reply_to).startswith("$") and not allow_system_reply:
        text = f"the message asks for a reply to {cut(reply_to)!r}, a subject of the server itself; allow_system_reply allows it"
        raise NatsBridgeError("invalid_subject", text, option="allow_system_reply")
    defaults = {
        "correlation_id": env["correlation_id"], "reply_to_msg_id": env["msg_id"], "receiver_name": env.get("sender_name") or "",
        "receiver_id": env.get("sender_id") or "", "jetstream": False,
    }  # fmt: skip
    return {**defaults, **options}


def rejected(env: Mapping[str, Any]) -> NatsBridgeError:
    """The error of a request whose answer is a NACK."""
    metadata = env["metadata"]
    reason = metadata.get("reason") if isinstance(metadata.get("reason"), str) else "no reason was given"
    code = metadata.get("code")
    text = f"the request was rejected: {cut(reason)}" + (f" ({cut(code)})" if isinstance(code, str) else "")
    return NatsBridgeError("rejected", text, reason=reason, reason_code=code, env=env)
