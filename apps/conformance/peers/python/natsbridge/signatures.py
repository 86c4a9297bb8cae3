"""``smartsend`` and ``smartreceive`` as type checkers see them: functions, methods, and callable on the class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Literal, Protocol, overload

from .models import SendResult
from .options import SmartReceiveOptions, SmartSendOptions
from .payload_types import LazyEnvelope, Payload, ReceivedEnvelope

if TYPE_CHECKING:
    from typing_extensions import Unpack


class SmartSend(Protocol):
    async def __call__(self, subject: str, data: Iterable[Payload], **options: Unpack[SmartSendOptions]) -> SendResult: ...


class SmartReceive(Protocol):
    @overload
    async def __call__(self, msg: Any, *, lazy: Literal[True], **options: Unpack[SmartReceiveOptions]) -> LazyEnvelope: ...
    @overload
    async def __call__(self, msg: Any, *, lazy: Literal[False] = False, **options: Unpack[SmartReceiveOptions]) -> ReceivedEnvelope: ...
