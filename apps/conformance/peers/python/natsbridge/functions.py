"""``smartsend`` and ``smartreceive`` as functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Literal, overload

from .bridge import NATSBridge
from .models import SendResult
from .option_defaults import merge_options
from .options import SmartReceiveOptions, SmartSendOptions
from .payload_types import LazyEnvelope, Payload, ReceivedEnvelope
from .receive.receive import Receiver

if TYPE_CHECKING:
    from typing_extensions import Unpack


async def smartsend(subject: str, data: Iterable[Payload], **options: Unpack[SmartSendOptions]) -> SendResult:
    """Sends ``[(dataname, data, type), ...]`` and gives ``(env, env_json_str)`` with ``.receipt``.

    Opens a connection to ``broker_url``, publishes, and closes it; a ``nats_connection`` that is passed stays open. Everything is
    checked before the first upload, uploads come before the publish, and after a definite failure nothing stays on the file server.

    Options and their defaults: ``broker_url`` (``NATS_URL``, ``"nats://localhost:4222"``), ``nats_connection`` (None),
    ``connection_options`` ({}), ``connect_timeout`` (5,000 ms), ``fileserver_url`` (``FILESERVER_URL``, ``"http://localhost:8080"``),
    ``fileserver`` (Plik), ``fileserver_upload_handler``, ``fileserver_remove_handler`` (None), ``size_threshold`` (``SIZE_THRESHOLD``,
    1,000,000 bytes), ``is_publish`` (True), ``jetstream`` (False; True, or a dict of ``timeout retry_for expected_stream
    expected_last_seq``), ``confirm`` ("server"), ``headers`` ({}), ``correlation_id msg_id sender_id`` (a new UUID), ``msg_purpose``
    ("chat"), ``sender_name`` ("NATSBridge"), ``receiver_name receiver_id reply_to reply_to_msg_id`` (""), ``metadata`` ({}),
    ``arrow_compression`` (None; "lz4", "zstd"), ``on_progress`` (None), ``logger`` (``logging.getLogger("natsbridge")``).

    :raises NatsBridgeError: ``invalid_payload invalid_subject payload_too_large upload_failed publish_failed connection_failed
        permission_denied timeout no_responders invalid_config unsupported_type``
    """
    async with NATSBridge() as bridge:
        return await bridge.smartsend(subject, data, **options)


@overload
async def smartreceive(msg: Any, *, lazy: Literal[True], **options: Unpack[SmartReceiveOptions]) -> LazyEnvelope: ...
@overload
async def smartreceive(msg: Any, *, lazy: Literal[False] = False, **options: Unpack[SmartReceiveOptions]) -> ReceivedEnvelope: ...
async def smartreceive(msg: Any, *, lazy: bool = False, **options: Unpack[SmartReceiveOptions]) -> Any:
    """The envelope as a dict with ``payloads`` as ``[(dataname, data, type), ...]`` and ``payload_info``.

    ``msg`` is a NATS message, or its bytes or text. With ``lazy=True`` each ``data`` is a :class:`PayloadHandle`, and nothing is
    fetched before it is asked for.

    Options and their defaults: ``fileserver_url`` (``FILESERVER_URL``, ``"http://localhost:8080"`` where no store and no origin is
    given), ``fileservers`` ([]), ``allowed_link_origins`` (``NATSBRIDGE_ALLOWED_LINK_ORIGINS``, []; or ``"any"``),
    ``fileserver_download_handler`` (None), ``max_retries`` (5), ``base_delay`` (100 ms), ``max_delay`` (5,000 ms),
    ``max_download_bytes`` (4 GiB, of one link), ``max_message_bytes`` (4 GiB, of all links), ``max_decoded_bytes`` (the larger of 1 GiB
    and 8 times the received bytes), ``min_speed`` (1,000 bytes a second), ``headers_timeout`` (15,000 ms), ``idle_timeout``
    (30,000 ms), ``total_timeout`` (0, none), ``table_format`` ("pandas"; "pyarrow", "polars"), ``on_progress`` (None), ``logger``.

    :raises NatsBridgeError: ``invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden link_gone
        link_unreachable link_too_large link_refused invalid_config``
    """
    return await Receiver(merge_options({}, options)).receive(msg, lazy)
