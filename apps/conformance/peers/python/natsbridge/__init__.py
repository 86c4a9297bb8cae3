"""Named, typed payloads over NATS; big ones travel as links to a file server."""

from .base64_codec import base64_decode, base64_encode
from .bridge import NATSBridge
from .broker.publish import publish_message
from .broker.status import BridgeStatus, StatusEvents
from .codec import deserialize_data, deserialize_table_data, serialize_data, serialize_table_data
from .constants import DEFAULT_BROKER_URL, DEFAULT_FILESERVER_URL, DEFAULT_SIZE_THRESHOLD, PAYLOAD_TYPES
from .consume.consumption import Consumption
from .consume.delivery import Delivery
from .consume.message import DeliveryInfo, StreamMessage
from .errors import NatsBridgeError
from .fetch import fetch_with_backoff
from .file_server import FileServer, StoredFile
from .functions import smartreceive, smartsend
from .link_policy import LinkPolicy, make_link_policy
from .models import MsgEnvelopeV1, MsgPayloadV1, PayloadReceipt, PubAck, Receipt, SendResult
from .options import BridgeOptions, JetStreamOptions, SmartReceiveOptions, SmartSendOptions
from .parse import parse_envelope
from .payload_handle import PayloadHandle
from .payload_types import LazyEnvelope, Payload, PayloadInfo, ReceivedEnvelope, ReceivedPayload
from .progress import Progress
from .serve import Service
from .stores import FsspecFileServer, HttpFileServer, S3FileServer
from .stores.plik import PlikFileServer, plik_oneshot_upload, plik_remove, plik_upload
from .subscription import Subscription
from .version import __version__

__all__ = [
    "DEFAULT_BROKER_URL",
    "DEFAULT_FILESERVER_URL",
    "DEFAULT_SIZE_THRESHOLD",
    "PAYLOAD_TYPES",
    "BridgeOptions",
    "BridgeStatus",
    "Consumption",
    "Delivery",
    "DeliveryInfo",
    "FileServer",
    "FsspecFileServer",
    "HttpFileServer",
    "JetStreamOptions",
    "LazyEnvelope",
    "LinkPolicy",
    "MsgEnvelopeV1",
    "MsgPayloadV1",
    "NATSBridge",
    "NatsBridgeError",
    "Payload",
    "PayloadHandle",
    "PayloadInfo",
    "PayloadReceipt",
    "PlikFileServer",
    "Progress",
    "PubAck",
    "Receipt",
    "ReceivedEnvelope",
    "ReceivedPayload",
    "S3FileServer",
    "SendResult",
    "Service",
    "SmartReceiveOptions",
    "SmartSendOptions",
    "StatusEvents",
    "StoredFile",
    "StreamMessage",
    "Subscription",
    "__version__",
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
