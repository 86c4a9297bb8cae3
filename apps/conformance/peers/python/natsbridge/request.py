"""A question and its answer."""

from __future__ import annotations

import asyncio
from typing import Any


from .broker.broker import Broker
from .broker.unbroken import unbroken
from .errors import NatsBridgeError
from .receive.receive import Receiver
from .send.outgoing import Outgoing


async def request_message(broker: Broker, outgoing: Outgoing, timeout: int, receiver: Receiver) -> Any:
    """
    :param timeout: ms
    :raises NatsBridgeError: ``timeout``, ``no_responders``, and all of sending and receiving
    """
    client = await broker.client()
    inbox = client.new_inbox()
    # The inbox is in the envelope too, so that any peer can answer by a plain publish.
    outgoing.env.reply_to = inbox
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def take(msg: Any) -> None:
        if not answer.done():
            answer.set_result(msg)

    hold = await broker.hold(inbox, "", take)
    try:
        await outgoing.send(broker, reply=inbox)
        try:
            msg = await asyncio.wait_for(asyncio.shield(answer), timeout / 1000)
        except asyncio.TimeoutError as error:
            raise NatsBridgeError("timeout", f"{outgoing.env.send_to}: no reply within {timeout} ms") from error
    finally:
        await hold.release()
    if not msg.data and (msg.headers or {}).get("Status") == "503":
        await unbroken(outgoing.undo())
        raise NatsBridgeError("no_responders", f"{outgoing.env.send_to}: nobody answers requests there", outcome="refused")
    return await receiver.receive(msg)
