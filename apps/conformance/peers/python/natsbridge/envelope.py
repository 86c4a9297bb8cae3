"""Building the envelope and turning it into the body of one message."""

from __future__ import annotations

import uuid
from typing import Any, Mapping

from .errors import NatsBridgeError
from .json_codec import dump_json
from .log import utc_now
from .models import MsgEnvelopeV1
from .settings import text_option
from .subjects import assert_msg_id, assert_publish_subject


def new_id() -> str:
    return str(uuid.uuid4())


def build_envelope(subject: str, broker_url: str, options: dict[str, Any]) -> MsgEnvelopeV1:
    """An envelope without payloads. ``broker_url`` is without credentials.

    :raises NatsBridgeError: ``invalid_subject``, ``invalid_config``, ``invalid_payload`` (metadata)
    """
    assert_publish_subject(subject)
    reply_to = text_option("reply_to", options["reply_to"] or "")
    if reply_to:
        assert_publish_subject(reply_to, "reply_to")
    correlation_id = options["correlation_id"]
    if correlation_id is not None and not correlation_id:
        raise NatsBridgeError("invalid_config", "correlation_id: expected a non-empty string, got ''")
    metadata = dict(options["metadata"]) if isinstance(options["metadata"], Mapping) else options["metadata"] if options["metadata"] is not None else {}
    if not isinstance(metadata, dict):
        raise NatsBridgeError("invalid_config", f"metadata: expected a dict, got {type(metadata).__name__}")
    return MsgEnvelopeV1(
        correlation_id=text_option("correlation_id", correlation_id if correlation_id is not None else new_id()),
        msg_id=assert_msg_id(text_option("msg_id", options["msg_id"] if options["msg_id"] is not None else new_id())),
        timestamp=utc_now(),
        send_to=subject,
        msg_purpose=text_option("msg_purpose", options["msg_purpose"]),
        sender_name=text_option("sender_name", options["sender_name"]),
        sender_id=text_option("sender_id", options["sender_id"] if options["sender_id"] is not None else new_id()),
        receiver_name=text_option("receiver_name", options["receiver_name"]),
        receiver_id=text_option("receiver_id", options["receiver_id"]),
        reply_to=reply_to,
        reply_to_msg_id=text_option("reply_to_msg_id", options["reply_to_msg_id"] or ""),
        broker_url=broker_url,
        metadata=metadata,
    )


def encode_envelope(env: dict[str, Any]) -> bytes:
    try:
        return dump_json(env)
    except NatsBridgeError as error:
        raise NatsBridgeError(error.code, f"envelope: {error.message}") from error
