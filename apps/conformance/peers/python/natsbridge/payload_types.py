"""The types of values, as type checkers see them."""

from __future__ import annotations

import os
from typing import Any, AsyncIterable, BinaryIO, Dict, Iterable, List, Literal, Mapping, Optional, Sequence, Tuple, TypedDict, Union

from .payload_handle import PayloadHandle

BytesLike = Union[bytes, bytearray, memoryview]
BytesSource = Union[BytesLike, "os.PathLike[str]", BinaryIO, Iterable[BytesLike], AsyncIterable[BytesLike]]
"""Bytes, or where they come from: a path, an open file, an iterator or an async iterator."""

Payload = Union[
    Tuple[str, str, Literal["text"]],
    Tuple[str, object, Literal["dictionary"]],
    Tuple[str, Sequence[Mapping[str, object]], Literal["jsontable"]],
    Tuple[str, object, Literal["arrowtable"]],
    Tuple[str, BytesSource, Literal["image", "audio", "video", "binary"]],
]
"""``(dataname, data, type)`` as ``smartsend`` takes it."""

ReceivedPayload = Union[
    Tuple[str, str, Literal["text"]],
    Tuple[str, Any, Literal["dictionary"]],
    Tuple[str, List[Dict[str, Any]], Literal["jsontable"]],
    Tuple[str, Any, Literal["arrowtable"]],
    Tuple[str, bytes, Literal["image", "audio", "video", "binary"]],
]
"""``(dataname, data, type)`` as ``smartreceive`` gives it; ``if payload[2] == "text"`` tells type checkers what ``payload[1]`` is."""

LazyPayload = Tuple[str, PayloadHandle, str]
Transport = Literal["direct", "link"]


class PayloadInfo(TypedDict):
    """About one payload. ``size`` and ``checksum`` are the sender's word until ``verified``."""

    id: str
    dataname: str
    payload_type: str
    transport: Transport
    size: Optional[float]
    checksum: Optional[str]
    verified: bool
    metadata: Dict[str, Any]


class EnvelopeFields(TypedDict):
    """The fields of an envelope, besides its payloads."""

    correlation_id: str
    msg_id: str
    timestamp: str
    send_to: str
    msg_purpose: str
    sender_name: str
    sender_id: str
    receiver_name: str
    receiver_id: str
    reply_to: str
    reply_to_msg_id: str
    broker_url: str
    metadata: Dict[str, Any]
    payload_info: List[PayloadInfo]


class ReceivedEnvelope(EnvelopeFields):
    """What ``smartreceive`` gives. Unknown fields of the message are there, too."""

    payloads: List[ReceivedPayload]


class LazyEnvelope(EnvelopeFields):
    """What ``smartreceive(lazy=True)`` gives: a handle for each payload, and nothing fetched yet."""

    payloads: List[LazyPayload]
