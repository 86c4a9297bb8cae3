"""Options: their names, types and defaults."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Literal, Mapping, Optional, Sequence, TypedDict, Union

from .file_server import FileServer
from .log import Logger
from .losses import OnPoison
from .progress import OnProgress

UploadHandler = Callable[[str, str, bytes], Union[Dict[str, Any], Awaitable[Dict[str, Any]]]]
"""``(fileserver_url, dataname, data) -> {"status", "uploadid", "fileid", "url"}``, plain or ``async``."""
DownloadHandler = Callable[[str, int, int, int, str], Union[bytes, Awaitable[bytes]]]
"""``(url, max_retries, base_delay, max_delay, correlation_id) -> bytes``, plain or ``async``."""


class JetStreamOptions(TypedDict, total=False):
    """``timeout`` (ms, 5,000) is that of one attempt; attempts go on for ``retry_for`` (ms, 20,000)."""

    timeout: int
    retry_for: int
    expected_stream: str
    expected_last_seq: int
    domain: str
    api_prefix: str


class EnvelopeOptions(TypedDict, total=False):
    """What stands in an envelope. All texts are ``""`` by default, ids a new UUID v4."""

    correlation_id: Optional[str]
    msg_purpose: str
    """Default: ``"chat"``, which needs at least one payload."""
    sender_name: str
    """Default: ``"NATSBridge"``."""
    sender_id: Optional[str]
    receiver_name: str
    receiver_id: str
    reply_to: str
    reply_to_msg_id: str
    msg_id: Optional[str]
    metadata: Optional[Mapping[str, Any]]


class DeliveryOptions(TypedDict, total=False):
    """How a message goes out."""

    fileserver: Optional[FileServer]
    """Store for links, in place of ``fileserver_url`` and a handler."""
    fileserver_upload_handler: Optional[UploadHandler]
    fileserver_remove_handler: Optional[Callable[[str, Dict[str, Any]], object]]
    """``(fileserver_url, stored)``: takes an upload of the handler back after a definite failure."""
    size_threshold: Optional[int]
    """Serialized size in bytes from which a payload becomes a link. Default: ``SIZE_THRESHOLD``, then 1,000,000."""
    is_publish: bool
    """``False`` builds the message and uploads links, but publishes nothing. Default: ``True``."""
    jetstream: Union[bool, JetStreamOptions, None]
    """Publishes into a stream and waits for its acknowledgement. Default: ``False``."""
    arrow_compression: Optional[Literal["lz4", "zstd"]]
    confirm: Literal["server", "client"]
    """``"server"`` (default) returns when the server has read the message and did not object; ``"client"`` when it was handed over."""
    headers: Optional[Mapping[str, str]]
    """Of the NATS message; none that begin with ``Nats-``."""


class StoreOptions(TypedDict, total=False):
    """The default store."""

    fileserver_url: Optional[str]
    """A Plik server. Default: ``FILESERVER_URL``, then ``http://localhost:8080``."""


class SharedOptions(TypedDict, total=False):
    """Options of sends and receives alike."""

    on_progress: Optional[OnProgress]
    """Called with a :class:`Progress` while files go up or come down."""
    logger: Optional[Logger]
    """Receives the line of every step. Default: the logger ``natsbridge`` of the standard module ``logging``."""


class ConnectionOptions(TypedDict, total=False):
    """Which broker."""

    nats_connection: Any
    """A connected client of nats-py, which is never closed. Default: a connection of our own."""
    connection_options: Optional[Mapping[str, Any]]
    """Passed to nats-py: ``user``, ``password``, ``token``, ``user_credentials``, ``tls`` and so on."""
    connect_timeout: int
    """For the first connection and each later one, in ms. Default: 5,000."""


class LinkOptions(TypedDict, total=False):
    """Which links are read, and how."""

    fileserver_download_handler: Optional[DownloadHandler]
    """Downloads in place of the default. The link policy is then yours; size and checksum are still checked."""
    fileservers: Optional[Sequence[FileServer]]
    """Stores whose links are read through them, with their credentials."""
    allowed_link_origins: Union[Sequence[str], Literal["any"], None]
    """Origins, or origins with a path (``https://h/tenant-a/``). Default: ``NATSBRIDGE_ALLOWED_LINK_ORIGINS``, then none."""
    max_retries: int
    """Attempts at a download. Default: 5."""
    base_delay: int
    """ms before the second attempt; doubles, each shortened by up to half at random. Default: 100."""
    max_delay: int
    """Longest wait in ms, also for a ``Retry-After``. Default: 5,000."""
    max_download_bytes: Optional[int]
    """Bytes of one link. Default: 4 GiB; ``None`` for no limit."""
    max_message_bytes: Optional[int]
    """Bytes of all links of one eager receive. Default: 16 times ``max_download_bytes``, at most 4 GiB."""
    min_speed: int
    """Bytes a second over any minute in which a read was waiting; 0 for none. Default: 1,000."""
    headers_timeout: int
    """ms until the headers of an answer; 0 for none. Default: 15,000."""
    idle_timeout: int
    """ms between two chunks; 0 for none. Default: 30,000."""
    total_timeout: int
    """ms for a whole download with all attempts; 0 for none. Default: 0."""


class ValueOptions(TypedDict, total=False):
    """What values become."""

    max_decoded_bytes: Optional[int]
    """Bytes that decoding makes beyond those received. Default: the larger of 1 GiB and 8 times the received bytes."""
    table_format: Literal["pandas", "pyarrow", "polars"]
    """What an ``arrowtable`` becomes. Default: ``"pandas"``."""


class SmartReceiveOptions(LinkOptions, ValueOptions, StoreOptions, SharedOptions, total=False):
    """Options of ``smartreceive``, besides ``lazy``."""


class ReplyOptions(EnvelopeOptions, DeliveryOptions, StoreOptions, SharedOptions, total=False):
    """Options of ``reply``, ``ack`` and ``nack``."""

    allow_system_reply: bool
    """Answers to subjects that begin with ``$`` too. Default: ``False``."""


class SmartSendOptions(EnvelopeOptions, DeliveryOptions, StoreOptions, SharedOptions, ConnectionOptions, total=False):
    """Options of ``smartsend``."""

    broker_url: Optional[str]
    """One URL, or several separated by commas. Default: ``NATS_URL``, then ``nats://localhost:4222``."""


class RequestOptions(EnvelopeOptions, DeliveryOptions, LinkOptions, ValueOptions, StoreOptions, SharedOptions, total=False):
    """Options of ``request``, besides ``timeout``."""


class ConsumeOptions(SmartReceiveOptions, total=False):
    """Options of ``consume``."""

    filter_subjects: Optional[Sequence[str]]
    """Only these subjects. Default: all of the stream."""
    concurrency: int
    """Messages in hand at once. Default: 1."""
    ack_wait: Optional[int]
    """Of a new consumer: ms after which an unacknowledged message is delivered again. Default: 30,000."""
    max_deliver: Optional[int]
    """Deliveries after which a message is given up. Default: the consumer's, else no limit."""
    deliver_policy: Optional[Literal["all", "new", "last", "last_per_subject"]]
    """Of a new consumer: where it begins. Default: ``"all"``."""
    nak_delay: int
    """ms before a failed message is delivered again; doubles with each delivery. Default: 1,000."""
    max_nak_delay: int
    """Longest such wait in ms. Default: 60,000."""
    double_ack: bool
    """Wait until the server has confirmed each ack. Default: ``False``."""
    remove_files: bool
    """Remove linked files after the confirmed ack where the sender said ``remove_after: "ack"``. Default: ``True``."""
    dedup_window: int
    """ms in which a ``msg_id`` is handled once; 0 for off. Default: 0."""
    dead_letter_subject: Optional[str]
    """Where messages go that are given up. Default: nowhere."""
    on_poison: Optional[OnPoison]
    """``(error, msg)``: told of a message that is given up, before it is terminated."""
    domain: Optional[str]
    api_prefix: Optional[str]


class BridgeOptions(EnvelopeOptions, DeliveryOptions, LinkOptions, ValueOptions, SharedOptions, ConnectionOptions, total=False):
    """Options of ``NATSBridge``: where to connect, and defaults for its calls."""

    allow_system_reply: bool
