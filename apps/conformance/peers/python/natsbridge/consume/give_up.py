"""A message failed: again later, or given up."""

from __future__ import annotations

from ..broker.broker import Broker
from ..errors import NatsBridgeError
from ..losses import Losses
from .dead_letter import MOST_HOPS, hops_of, publish_dead_letter
from .message import StreamMessage
from .settings import ConsumeSettings


async def give_up_or_retry(broker: Broker, settings: ConsumeSettings, losses: Losses, message: StreamMessage, error: BaseException, is_hopeless: bool, most: float) -> None:
    """Delivers it again later; or, where that is hopeless or was done often enough, tells it, keeps it as a dead letter and terminates it.

    Never raises: what fails here gives the message back.
    """
    count = message.info.delivery_count
    what = f"stream {settings.stream!r}, message {message.info.stream_sequence}, delivery {count}"
    is_ordered = settings.consumer is None
    try:
        if not is_hopeless and count < most and not is_ordered:
            losses.tell("consume", error, f"{what} failed and is delivered again")
            await message.nak(retry_delay(count, settings))
            return
        try:
            await losses.give_up("consume", error, message, f"{what} is given up", settings.on_poison)
            if settings.dead_letter_subject and not is_ordered:
                if hops_of(message.headers) >= MOST_HOPS:
                    losses.tell("consume", error, f"{what} was a dead letter {hops_of(message.headers)} times and is published no further")
                else:
                    await publish_dead_letter(broker, settings.prefix, settings.dead_letter_subject, message, error)
            if not is_ordered:
                await message.term(error.code if isinstance(error, NatsBridgeError) else "handler_failed")
        except Exception as failure:
            # The reference must not be lost: better once more than never.
            losses.tell("consume", failure, f"{what} could not be given up and is delivered again")
            if not is_ordered:
                await message.nak(retry_delay(count, settings))
    except NatsBridgeError as failure:
        losses.tell("consume", failure, f"{what} could not be settled")


def retry_delay(deliveries: int, settings: ConsumeSettings) -> int:
    """ms; doubles with each delivery, so that a service that is down is not asked all the time."""
    return int(min(settings.nak_delay * 2 ** min(deliveries - 1, 30), settings.max_nak_delay))


def is_hopeless(error: BaseException) -> bool:
    """Whether no later delivery can be read either."""
    return isinstance(error, NatsBridgeError) and not error.is_retryable and error.code not in ("aborted", "invalid_config", "permission_denied")
