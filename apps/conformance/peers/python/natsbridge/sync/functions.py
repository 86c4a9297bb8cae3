"""``smartsend`` and ``smartreceive`` without ``await``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Literal, Union, cast, overload

from .. import functions
from ..models import SendResult
from ..option_defaults import merge_options
from ..options import SmartReceiveOptions, SmartSendOptions
from ..payload_types import Payload, ReceivedEnvelope
from ..receive.receive import Receiver
from .background_loop import LOOP
from .payload_handle import LazyEnvelope, with_handles

if TYPE_CHECKING:
    from typing_extensions import Unpack


def smartsend(subject: str, data: Iterable[Payload], **options: Unpack[SmartSendOptions]) -> SendResult:
    """As :func:`natsbridge.smartsend`, and returns when it is done."""
    return LOOP.run(functions.smartsend(subject, data, **options))


@overload
def smartreceive(msg: Any, *, lazy: Literal[True], **options: Unpack[SmartReceiveOptions]) -> LazyEnvelope: ...
@overload
def smartreceive(msg: Any, *, lazy: Literal[False] = False, **options: Unpack[SmartReceiveOptions]) -> ReceivedEnvelope: ...
def smartreceive(msg: Any, *, lazy: bool = False, **options: Unpack[SmartReceiveOptions]) -> Union[ReceivedEnvelope, LazyEnvelope]:
    """As :func:`natsbridge.smartreceive`, and returns when it is done."""
    return cast(ReceivedEnvelope, with_handles(LOOP.run(Receiver(merge_options({}, options)).receive(msg, lazy))))
