"""The class NATSBridge and the functions of the module."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Awaitable, Callable, Iterable

import nats.errors

from .bound_or_class import bound_or_class
from .connection import barrier, close, connect, publish_fault
from .consume import Consumption, Delivery, start_consuming
from .errors import NatsBridgeError
from .models import SendResult
from .receive import RECEIVE_DEFAULTS, receive_message
from .send import SEND_DEFAULTS, Outgoing
from .settings import broker_url as resolve_broker_url
from .settings import whole_number
from .subjects import assert_subscribe_subject
from .subscription import Subscription

_OWN = {"broker_url": None, "nats_connection": None, "connection_options": None}
_KNOWN = {**RECEIVE_DEFAULTS, **SEND_DEFAULTS, **_OWN}


async def smartsend(subject: str, data: Iterable[Any], **options: Any) -> SendResult:
    """Sends ``[(dataname, data, type), ...]`` and gives ``(env, env_json_str)`` with ``.receipt``.

    Opens a connection to ``broker_url``, publishes, and closes it; a ``nats_connection`` that is passed stays open.

    Options: ``broker_url fileserver_url fileserver_upload_handler size_threshold`` (bytes) ``correlation_id msg_purpose
    sender_name receiver_name receiver_id reply_to reply_to_msg_id is_publish nats_connection msg_id sender_id metadata jetstream``
    (True or a dict of ``timeout`` (ms), ``expected_stream``, ``expected_last_seq``) ``arrow_compression`` (``"lz4"``,
    ``"zstd"``) ``fileserver_remove_handler logger``.

    :raises NatsBridgeError: ``invalid_payload invalid_subject payload_too_large upload_failed publish_failed connection_failed
        permission_denied timeout no_responders invalid_config unsupported_type``
    """
    async with NATSBridge() as bridge:
        return await bridge._smartsend(subject, data, **options)


async def smartreceive(msg: Any, **options: Any) -> dict[str, Any]:
    """The envelope as a dict with ``payloads`` as ``[(dataname, data, type), ...]`` and ``payload_info``.

    ``msg`` is a NATS message, or its bytes or text.

    Options: ``fileserver_download_handler max_retries base_delay`` (ms) ``max_delay`` (ms) ``fileserver_url allowed_link_origins``
    (list, or ``"any"``) ``max_download_bytes headers_timeout idle_timeout total_timeout`` (ms) ``table_format`` (``"pandas"``
    or ``"pyarrow"``) ``logger``.

    :raises NatsBridgeError: ``invalid_envelope unsupported_type checksum_mismatch decode_error link_forbidden link_gone
        link_unreachable link_too_large link_refused invalid_config``
    """
    return await receive_message(msg, _merge({}, options))


class NATSBridge:
    """A bridge that holds one connection for its lifetime. Connects on first use; close it, or use ``async with``.

    Takes every option of :func:`smartsend` and :func:`smartreceive` as a default for its calls, ``nats_connection`` (a
    connected nats-py client, which the bridge never closes) and ``connection_options`` (passed to nats-py).
    """

    def __init__(self, broker_url: str | None = None, fileserver_url: str | None = None, **options: Any) -> None:
        self._options = _merge({}, {"broker_url": broker_url, "fileserver_url": fileserver_url, **options})
        self._connection: Any = None
        self._connecting = asyncio.Lock()

    @classmethod
    async def connect(cls, broker_url: str | None = None, **options: Any) -> NATSBridge:
        """A bridge that is connected when this returns.

        :raises NatsBridgeError: ``connection_failed``, ``invalid_config``
        """
        bridge = cls(broker_url, **options)
        await bridge.connection()
        return bridge

    async def connection(self) -> Any:
        """The nats-py client of this bridge."""
        if self._options.get("nats_connection") is not None:
            return self._options["nats_connection"]
        async with self._connecting:
            if self._connection is None or self._connection.is_closed:
                self._connection = await connect(resolve_broker_url(self._options.get("broker_url")), **(self._options.get("connection_options") or {}))
        return self._connection

    async def _smartsend(self, subject: str, data: Iterable[Any], **options: Any) -> SendResult:
        """Sends named, typed payloads: small ones in the message, big ones as links. See :func:`smartsend`."""
        settings = _merge(self._options, options)
        outgoing = Outgoing(subject, data, resolve_broker_url(settings["broker_url"]), settings)
        if options.get("nats_connection") is not None or not settings["is_publish"]:
            return await outgoing.send(settings["nats_connection"])
        if options.get("broker_url") in (None, self._options.get("broker_url")):
            return await outgoing.send(await self.connection())
        other = await connect(resolve_broker_url(options["broker_url"]))
        try:
            return await outgoing.send(other)
        finally:
            await close(other)

    async def _smartreceive(self, msg: Any, **options: Any) -> dict[str, Any]:
        """Gives the values of a message. See :func:`smartreceive`."""
        return await receive_message(msg, _merge(self._options, options))

    smartsend = bound_or_class(_smartsend, smartsend)
    smartreceive = bound_or_class(_smartreceive, smartreceive)

    async def subscribe(self, subject: str, *, queue: str = "", on_error: Callable[[NatsBridgeError, Any], object] | None = None, **options: Any) -> Subscription:
        """The subscription stands at the server when this returns; ``async for env in ...`` reads it.

        :raises NatsBridgeError: ``invalid_subject``, ``connection_failed``, ``permission_denied``
        """
        settings = _merge(self._options, options)
        assert_subscribe_subject(subject)
        connection = await self.connection()
        before = connection.last_error
        subscription = await connection.subscribe(subject, queue=queue)
        await _flush(connection)
        fault = connection.last_error
        if fault is not before and fault is not None and "permissions violation for subscription" in str(fault).lower():
            raise NatsBridgeError("permission_denied", f"{subject}: {fault}")
        return Subscription(subscription, lambda msg: receive_message(msg, settings), on_error)

    async def request(self, subject: str, data: Iterable[Any], *, timeout: int = 5000, **options: Any) -> dict[str, Any]:
        """Sends and waits for the reply, which is received like any message.

        :param timeout: ms.
        :raises NatsBridgeError: ``timeout``, ``no_responders``, and all of smartsend and smartreceive.
        """
        whole_number("timeout", timeout, 1)
        settings = _merge(self._options, options)
        connection = await self.connection()
        inbox = connection.new_inbox()
        # The inbox is in the envelope too, so that any peer can answer by a plain publish.
        outgoing = Outgoing(subject, data, resolve_broker_url(settings["broker_url"]), {**settings, "reply_to": inbox})
        subscription = await connection.subscribe(inbox)
        try:
            await outgoing.send(connection, reply=inbox)
            answer = await subscription.next_msg(timeout=timeout / 1000)
        except (nats.errors.TimeoutError, asyncio.TimeoutError) as error:
            raise NatsBridgeError("timeout", f"{subject}: no reply within {timeout} ms") from error
        except nats.errors.Error as error:
            raise publish_fault(error, subject) from error
        finally:
            try:
                await subscription.unsubscribe()
            except nats.errors.Error:
                pass
        if not answer.data and (answer.headers or {}).get("Status") == "503":
            await outgoing.undo()
            raise NatsBridgeError("no_responders", f"{subject}: nobody answers requests there", outcome="refused")
        return await receive_message(answer, settings)

    async def reply(self, env: dict[str, Any], data: Iterable[Any], **options: Any) -> SendResult:
        """Publishes to ``env["reply_to"]``, with its ``msg_id`` as ``reply_to_msg_id`` and the same ``correlation_id``."""
        if not env.get("reply_to"):
            raise NatsBridgeError("invalid_subject", "the message asks for no reply: its reply_to is empty")
        own = {"reply_to_msg_id": env["msg_id"], "correlation_id": env["correlation_id"], **options}
        return await self._smartsend(env["reply_to"], data, **own)

    async def consume(
        self,
        stream: str,
        consumer: str,
        handler: Callable[[dict[str, Any], Delivery], Awaitable[object]] | None = None,
        *,
        filter_subject: str = "",
        dead_letter_subject: str = "",
        on_poison: Callable[[NatsBridgeError, Any], object] | None = None,
        nak_delay: int = 1000,
        **options: Any,
    ) -> Consumption:
        """Reads a JetStream stream through the durable ``consumer`` (made if it is not there).

        With a ``handler`` every message is acked after it succeeded and given back (``nak_delay`` ms) after it failed.
        Without one, ``async for delivery in ...`` gives deliveries to ``ack``, ``nak`` or ``term``. While a download or a
        handler runs the server is told so. A message that can never be read goes to ``on_poison(error, msg)``, then unchanged to
        ``dead_letter_subject``, and is not delivered again; a file server that does not answer is waited for.
        """
        settings = _merge(self._options, options)
        return await start_consuming(
            await self.connection(), stream, consumer, handler, lambda msg: receive_message(msg, settings),
            filter_subject, dead_letter_subject, on_poison, whole_number("nak_delay", nak_delay),
        )  # fmt: skip

    async def close(self) -> None:
        """Sends what is pending and closes the connection, unless it was passed in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await close(connection)

    async def __aenter__(self) -> NATSBridge:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()


def _merge(defaults: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    unknown = options.keys() - _KNOWN.keys()
    if unknown:
        raise NatsBridgeError("invalid_config", f"unknown option {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KNOWN))}")
    given = {name: value for name, value in options.items() if value is not None or name in ("max_download_bytes", "allowed_link_origins")}
    return {**_KNOWN, **defaults, **given}


async def _flush(connection: Any) -> None:
    try:
        await barrier(connection)
    except (nats.errors.Error, asyncio.TimeoutError, OSError) as error:
        raise NatsBridgeError("connection_failed", f"the server does not answer: {str(error) or type(error).__name__}") from error
