"""A client of nats-py that the caller made."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from ..errors import NatsBridgeError


async def borrowed_client(client: Any, seconds: float) -> Any:
    """Waits until it is connected.

    :raises NatsBridgeError: ``connection_failed``; nothing was sent
    """
    give_up = time.monotonic() + seconds
    while not client.is_connected:
        if client.is_closed or client.is_draining or time.monotonic() > give_up:
            state = "is closed" if client.is_closed else "is being drained" if client.is_draining else f"was not back within {seconds:g} s"
            raise NatsBridgeError("connection_failed", f"the connection to the broker {state}", outcome="refused")
        await asyncio.sleep(0.02)
    return client
