"""Named, typed payloads over NATS; big ones travel as links to a file server."""

from .base64_codec import base64_decode, base64_encode
from .bridge import NATSBridge, smartreceive, smartsend
from .codec import deserialize_data, deserialize_table_data, serialize_data, serialize_table_data
from .connection import publish_message
from .constants import DEFAULT_BROKER_URL, DEFAULT_FILESERVER_URL, DEFAULT_SIZE_THRESHOLD, PAYLOAD_TYPES
from .consume import Consumption, Delivery
from .download import fetch_with_backoff
from .errors import NatsBridgeError
from .links import LinkPolicy, make_link_policy
from .models import MsgEnvelopeV1, MsgPayloadV1, PayloadReceipt, PubAck, Receipt, SendResult
from .parse import parse_envelope
from .plik import plik_oneshot_upload, plik_remove, plik_upload
from .subscription import Subscription

__all__ = [
    "DEFAULT_BROKER_URL",
    "DEFAULT_FILESERVER_URL",
    "DEFAULT_SIZE_THRESHOLD",
    "PAYLOAD_TYPES",
    "Consumption",
    "Delivery",
    "LinkPolicy",
    "MsgEnvelopeV1",
    "MsgPayloadV1",
    "NATSBridge",
    "NatsBridgeError",
    "PayloadReceipt",
    "PubAck",
    "Receipt",
    "SendResult",
    "Subscription",
    "base64_decode",
    "base64_encode",
    "deserialize_data",
    "deserialize_table_data",
    "fetch_with_backoff",
    "make_link_policy",
    "parse_envelope",
    "plik_oneshot_upload",
    "plik_remove",
    "plik_upload",
    "publish_message",
    "serialize_data",
    "serialize_table_data",
    "smartreceive",
    "smartsend",
]
