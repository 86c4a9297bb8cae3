"""The class NATSBridge."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Iterable, Literal, Mapping, Union, cast, overload

from .answer import answer_options, rejected
from .bound_or_class import bound_or_class
from .broker.broker import Broker
from .broker.servers import parse_servers
from .broker.status import StatusEvents
from .broker.unbroken import unbroken
from .consume.consumption import Consumption, Handler
from .consume.settings import consume_settings

from .log import Trace
from .losses import Losses, OnPoison
from .models import SendResult
from .option_defaults import CONSUME_DEFAULTS, merge_options
from .options import BridgeOptions, ConsumeOptions, ReplyOptions, RequestOptions, SmartReceiveOptions
from .payload_types import LazyEnvelope, Payload, ReceivedEnvelope
from .receive.receive import Receiver
from .request import request_message
from .send.outgoing import Outgoing
from .serve import ServeHandler, Service
from .settings import whole_number
from .signatures import SmartReceive, SmartSend
from .subjects import assert_subscribe_subject
from .subscription import Subscription

if TYPE_CHECKING:
    from typing_extensions import Unpack


_DRAIN_SECONDS = 30


async def _one_send(self: NATSBridge, subject: str, data: Iterable[Payload], **options: Any) -> SendResult:
    return await self._send(subject, data, options)


async def _one_receive(self: NATSBridge, msg: Any, *, lazy: bool = False, **options: Any) -> Any:
    return await self._receiver(options).receive(msg, lazy)


class NATSBridge:
    """A bridge that holds one connection for its lifetime. Connects on first use; close it, or use ``async with``.

    Takes every option of :func:`smartsend` and :func:`smartreceive` as a default for its calls. The connection is made again
    whenever it ends, also after a refused login, until :meth:`close`; subscriptions and consumptions go on. A
    ``nats_connection`` that is passed (a client of nats-py) is never closed and never made again.
    """

    def __init__(self, broker_url: str | None = None, fileserver_url: str | None = None, **options: Unpack[BridgeOptions]) -> None:
        """
        :raises NatsBridgeError: ``invalid_config``
        """
        self._options = merge_options({}, {"broker_url": broker_url, "fileserver_url": fileserver_url, **options})
        self._losses = Losses(self._options["logger"])
        self._trace = Trace(self._options["logger"], "")
        self._broker = self._make_broker(self._options, self._options["nats_connection"])
        self._consumptions: set[Consumption] = set()
        self._services: set[Service] = set()
        self._receiver({})

    @classmethod
    async def connect(cls, broker_url: str | None = None, fileserver_url: str | None = None, **options: Unpack[BridgeOptions]) -> NATSBridge:
        """A bridge that is connected when this returns.

        :raises NatsBridgeError: ``connection_failed``, ``permission_denied`` (the login), ``invalid_config``
        """
        bridge = cls(broker_url, fileserver_url, **options)
        try:
            await bridge.connection()
        except BaseException:
            await bridge.close()
            raise
        return bridge

    async def connection(self) -> Any:
        """The connected nats-py client of now; it is another one after the connection was made again.

        :raises NatsBridgeError: ``connection_failed``
        """
        return await self._broker.client()

    def status(self) -> StatusEvents:
        """What happens to the connection, to readers that are too slow and to streams, until the bridge closes or ``stop()`` is called."""
        return self._broker.status.events()

    smartsend: ClassVar[SmartSend] = cast(SmartSend, bound_or_class(_one_send, SmartSend))
    smartreceive: ClassVar[SmartReceive] = cast(SmartReceive, bound_or_class(_one_receive, SmartReceive))

    @overload
    async def subscribe(self, subject: str, *, lazy: Literal[True], queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                        **options: Unpack[SmartReceiveOptions]) -> Subscription[LazyEnvelope]: ...  # fmt: skip
    @overload
    async def subscribe(self, subject: str, *, lazy: Literal[False] = False, queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                        **options: Unpack[SmartReceiveOptions]) -> Subscription[ReceivedEnvelope]: ...  # fmt: skip
    async def subscribe(self, subject: str, *, lazy: bool = False, queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                        **options: Unpack[SmartReceiveOptions]) -> Union[Subscription[ReceivedEnvelope], Subscription[LazyEnvelope]]:  # fmt: skip
        """The subscription stands at the server when this returns; ``async for env in ...`` reads it, and no bad message ends it.

        :param queue: name of a queue group, whose members share the messages.
        :param concurrency: messages that are downloaded and decoded ahead; they are given in order.
        :param on_poison: ``(error, msg)``, told of a message that cannot be received.
        :raises NatsBridgeError: ``invalid_subject``, ``connection_failed``, ``permission_denied``
        """
        assert_subscribe_subject(subject)
        receiver = self._receiver(options)

        async def receive(msg: Any) -> Any:
            return await receiver.receive(msg, lazy)

        subscription: Subscription[Any] = Subscription(subject, receive, whole_number("concurrency", concurrency, 1), self._losses, on_poison)
        await subscription.stand(self._broker, queue)
        return subscription

    async def request(self, subject: str, data: Iterable[Payload], *, timeout: int = 5000, **options: Unpack[RequestOptions]) -> ReceivedEnvelope:
        """Sends and waits for the reply, which is received like any message.

        :param timeout: ms until the reply.
        :raises NatsBridgeError: ``timeout``; ``no_responders`` where nobody listens; ``rejected`` where the answer is a NACK
            (``details["reason"]``, ``details["env"]``); and all of smartsend and smartreceive.
        """
        settings = {**merge_options(self._options, options), "jetstream": False, "confirm": "server"}
        outgoing = Outgoing(subject, data, self._broker.servers.label, settings)
        env: ReceivedEnvelope = await request_message(self._broker, outgoing, whole_number("timeout", timeout, 1), self._receiver(options))
        if env["msg_purpose"] == "NACK":
            raise rejected(env)
        return env

    async def reply(self, env: ReceivedEnvelope | LazyEnvelope, data: Iterable[Payload], **options: Unpack[ReplyOptions]) -> SendResult:
        """Answers a message: to its ``reply_to``, under its ``correlation_id``, with its ``msg_id`` as ``reply_to_msg_id``.

        :raises NatsBridgeError: ``invalid_subject`` where there is no ``reply_to`` or it begins with ``$``, and all of smartsend.
        """
        return await self._reply(env, data, dict(options))

    async def ack(self, env: ReceivedEnvelope | LazyEnvelope, **options: Unpack[ReplyOptions]) -> SendResult:
        """Tells the sender that its message was handled: an answer of ``msg_purpose`` ``ACK``."""
        return await self._reply(env, [], {**options, "msg_purpose": "ACK"})

    async def nack(self, env: ReceivedEnvelope | LazyEnvelope, reason: str, *, code: str | None = None, **options: Unpack[ReplyOptions]) -> SendResult:
        """Tells the sender that its message was not handled, and why: an answer of ``msg_purpose`` ``NACK``. A request raises ``rejected``."""
        metadata = {**(options.get("metadata") or {}), "reason": reason, **({} if code is None else {"code": code})}
        return await self._reply(env, [], {**options, "msg_purpose": "NACK", "metadata": metadata})

    async def serve(self, subject: str, handler: ServeHandler, *, queue: str = "", concurrency: int = 1, expose_errors: bool = False,
                    on_poison: OnPoison | None = None, **options: Unpack[SmartReceiveOptions]) -> Service:  # fmt: skip
        """Answers requests: what ``handler(env)`` returns (a list of payloads) is the reply, None is an ACK, what it raises is a NACK.

        :param handler: ``async def``, or a plain ``def``, which runs in a thread.
        :param expose_errors: a NACK carries the text of the error, not only its code.
        :raises NatsBridgeError: ``invalid_subject``, ``connection_failed``, ``permission_denied``
        """
        assert_subscribe_subject(subject)
        service = Service(subject, handler, self._receiver(options).receive, self._reply, self._losses, on_poison, expose_errors)
        await service.stand(self._broker, queue, whole_number("concurrency", concurrency, 1))
        self._services.add(service)
        service.closed.add_done_callback(lambda _: self._services.discard(service))
        return service

    async def consume(self, stream: str, consumer: str | None = None, handler: Handler | None = None, **options: Unpack[ConsumeOptions]) -> Consumption:
        """Reads a JetStream stream. Delivery is at least once.

        With a ``handler(env, delivery)`` (``async def``, or a plain ``def``, which runs in a thread) every message is acked after it
        succeeded and delivered again, after a growing delay, when it failed. Without one, ``async for delivery in ...`` gives
        deliveries to ``ack``, ``nak`` or ``term``. While a download or a handler runs the server is told so. What can never be read,
        or failed ``max_deliver`` times, goes to ``on_poison(error, msg)``, then unchanged to ``dead_letter_subject``, and is not
        delivered again; a file server that does not answer is waited for.

        :param consumer: durable consumer, made if it is not there. None: all messages in order, to this call alone.

        Options, besides those of :func:`smartreceive`, and their defaults: ``filter_subjects`` (all), ``concurrency`` (1), ``ack_wait``
        (30,000 ms) and ``deliver_policy`` ("all") of a new consumer, ``max_deliver`` (the consumer's, else no limit), ``nak_delay``
        (1,000 ms, doubling up to ``max_nak_delay``, 60,000 ms), ``double_ack`` (False), ``remove_files`` (True), ``dedup_window`` (0, off),
        ``dead_letter_subject`` (None), ``on_poison`` (None), ``domain`` or ``api_prefix`` (None).

        :raises NatsBridgeError: ``no_responders`` without JetStream, ``invalid_config`` when stream, consumer or an option does not fit.
        """
        own = {name: value for name, value in options.items() if name in CONSUME_DEFAULTS}
        settings = consume_settings(stream, consumer, own)
        receiver = self._receiver({name: value for name, value in options.items() if name not in own})
        consumption = Consumption(self._broker, settings, handler, receiver.receive, self._losses, receiver.remove_files, self._consumptions.discard)
        await consumption.start()
        self._consumptions.add(consumption)
        return consumption

    async def close(self) -> None:
        """Finishes what is in hand, sends what is pending and closes the connection, unless it was passed in.

        Safe to call twice; a cancelled call goes on to its end.
        """
        await unbroken(self._close())

    async def _close(self) -> None:
        endings = [asyncio.ensure_future(each.stop()) for each in self._consumptions] + [asyncio.ensure_future(each.stop()) for each in self._services]
        if endings:
            await asyncio.wait(endings, timeout=_DRAIN_SECONDS)
        await self._broker.close()

    async def __aenter__(self) -> NATSBridge:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    def _receiver(self, options: Mapping[str, Any]) -> Receiver:
        return Receiver(merge_options(self._options, options))

    def _make_broker(self, settings: dict[str, Any], borrowed: Any = None) -> Broker:
        timeout = whole_number("connect_timeout", settings["connect_timeout"], 1) / 1000
        return Broker(parse_servers(settings["broker_url"]), settings["connection_options"] or {}, timeout, self._trace, borrowed)

    async def _reply(self, env: Mapping[str, Any], data: Iterable[Any], options: dict[str, Any]) -> SendResult:
        allowed = options.get("allow_system_reply", self._options["allow_system_reply"])
        return await self._send(env["reply_to"], data, answer_options(env, options, bool(allowed)))

    async def _send(self, subject: str, data: Iterable[Any], options: dict[str, Any]) -> SendResult:
        settings = merge_options(self._options, options)
        is_own = options.get("nats_connection") is None and options.get("broker_url") in (None, self._options["broker_url"])
        broker = self._broker if is_own else self._make_broker(settings, options.get("nats_connection"))
        outgoing = Outgoing(subject, data, broker.servers.label, settings)
        if not settings["is_publish"] and broker.borrowed is None:
            return await outgoing.send(None)
        try:
            return await outgoing.send(broker)
        finally:
            if not is_own:
                await unbroken(broker.close())
