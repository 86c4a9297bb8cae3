"""The class NATSBridge without ``await``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Literal, Union, cast, overload

from ..bridge import NATSBridge as AsyncBridge
from ..call_handler import is_async
from ..losses import OnPoison
from ..models import SendResult
from ..options import BridgeOptions, ConsumeOptions, ReplyOptions, RequestOptions, SmartReceiveOptions, SmartSendOptions
from ..payload_types import Payload, ReceivedEnvelope
from ..serve import ServeHandler
from .background_loop import LOOP
from .delivery import Delivery
from .iterators import Consumption, Service, Status, Subscription
from .payload_handle import LazyEnvelope, with_handles

if TYPE_CHECKING:
    from typing_extensions import Unpack

Handler = Callable[[ReceivedEnvelope, Delivery], object]
Answerable = Union[ReceivedEnvelope, LazyEnvelope]


class NATSBridge:
    """As :class:`natsbridge.NATSBridge`, for scripts and notebooks: the same names, without ``await``. Safe to use from threads."""

    def __init__(self, broker_url: str | None = None, fileserver_url: str | None = None, **options: Unpack[BridgeOptions]) -> None:
        async def make() -> AsyncBridge:
            return AsyncBridge(broker_url, fileserver_url, **options)

        self._bridge = LOOP.run(make())

    @classmethod
    def connect(cls, broker_url: str | None = None, fileserver_url: str | None = None, **options: Unpack[BridgeOptions]) -> NATSBridge:
        """A bridge that is connected when this returns."""
        bridge = cls(broker_url, fileserver_url, **options)
        try:
            LOOP.run(bridge._bridge.connection())
        except BaseException:
            bridge.close()
            raise
        return bridge

    def smartsend(self, subject: str, data: Iterable[Payload], **options: Unpack[SmartSendOptions]) -> SendResult:
        """Sends named, typed payloads; see :func:`natsbridge.smartsend`."""
        return LOOP.run(self._bridge._send(subject, data, dict(options)))

    @overload
    def smartreceive(self, msg: Any, *, lazy: Literal[True], **options: Unpack[SmartReceiveOptions]) -> LazyEnvelope: ...
    @overload
    def smartreceive(self, msg: Any, *, lazy: Literal[False] = False, **options: Unpack[SmartReceiveOptions]) -> ReceivedEnvelope: ...
    def smartreceive(self, msg: Any, *, lazy: bool = False, **options: Unpack[SmartReceiveOptions]) -> Union[ReceivedEnvelope, LazyEnvelope]:
        """The values of a message; see :func:`natsbridge.smartreceive`."""
        return cast(ReceivedEnvelope, with_handles(LOOP.run(self._bridge._receiver(options).receive(msg, lazy))))

    @overload
    def subscribe(self, subject: str, *, lazy: Literal[True], queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                  **options: Unpack[SmartReceiveOptions]) -> Subscription[LazyEnvelope]: ...  # fmt: skip
    @overload
    def subscribe(self, subject: str, *, lazy: Literal[False] = False, queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                  **options: Unpack[SmartReceiveOptions]) -> Subscription[ReceivedEnvelope]: ...  # fmt: skip
    def subscribe(self, subject: str, *, lazy: bool = False, queue: str = "", concurrency: int = 1, on_poison: OnPoison | None = None,
                  **options: Unpack[SmartReceiveOptions]) -> Union[Subscription[ReceivedEnvelope], Subscription[LazyEnvelope]]:  # fmt: skip
        """An iterator of envelopes; ``next(timeout)`` waits for one. See :meth:`natsbridge.NATSBridge.subscribe`."""
        subscribe = cast(Callable[..., Any], self._bridge.subscribe)
        return Subscription(LOOP.run(subscribe(subject, lazy=lazy, queue=queue, concurrency=concurrency, on_poison=on_poison, **options)))

    def request(self, subject: str, data: Iterable[Payload], *, timeout: int = 5000, **options: Unpack[RequestOptions]) -> ReceivedEnvelope:
        """Sends and waits for the reply; ``timeout`` in ms. See :meth:`natsbridge.NATSBridge.request`."""
        return LOOP.run(self._bridge.request(subject, data, timeout=timeout, **options))

    def reply(self, env: Answerable, data: Iterable[Payload], **options: Unpack[ReplyOptions]) -> SendResult:
        """Answers a message."""
        return LOOP.run(self._bridge._reply(env, data, dict(options)))

    def ack(self, env: Answerable, **options: Unpack[ReplyOptions]) -> SendResult:
        """Tells the sender that its message was handled."""
        return LOOP.run(self._bridge.ack(cast(ReceivedEnvelope, env), **options))

    def nack(self, env: Answerable, reason: str, *, code: str | None = None, **options: Unpack[ReplyOptions]) -> SendResult:
        """Tells the sender that its message was not handled, and why."""
        return LOOP.run(self._bridge.nack(cast(ReceivedEnvelope, env), reason, code=code, **options))

    def serve(self, subject: str, handler: ServeHandler, *, queue: str = "", concurrency: int = 1, expose_errors: bool = False,
              on_poison: OnPoison | None = None, **options: Unpack[SmartReceiveOptions]) -> Service:  # fmt: skip
        """Answers requests in the background; the handler runs in a thread. See :meth:`natsbridge.NATSBridge.serve`."""
        serving = self._bridge.serve(subject, handler, queue=queue, concurrency=concurrency, expose_errors=expose_errors, on_poison=on_poison, **options)
        return Service(LOOP.run(serving))

    def consume(self, stream: str, consumer: str | None = None, handler: Handler | None = None, **options: Unpack[ConsumeOptions]) -> Consumption:
        """Reads a stream: in the background with a handler, which runs in a thread; else by iteration. See :meth:`natsbridge.NATSBridge.consume`."""
        given: Any = handler if handler is None or is_async(handler) else _with_delivery(handler)
        return Consumption(LOOP.run(self._bridge.consume(stream, consumer, given, **options)))

    def status(self) -> Status:
        """What happens to the bridge; iterate it in a thread of its own."""

        async def make() -> Status:
            return Status(self._bridge.status())

        return LOOP.run(make())

    def close(self) -> None:
        """Finishes what is in hand and closes the connection."""
        LOOP.run(self._bridge.close())

    def __enter__(self) -> NATSBridge:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _with_delivery(handler: Handler) -> Callable[[ReceivedEnvelope, Any], object]:
    """A handler that settles without ``await``."""
    return lambda env, delivery: handler(env, Delivery(delivery))
