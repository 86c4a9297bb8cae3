"""Ending a connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from .barrier import is_deaf


async def finish(client: Any) -> None:
    """Sends what is pending, and ends. Never raises."""
    with contextlib.suppress(Exception):
        if client.is_connected and not is_deaf(client):
            await asyncio.wait_for(client.flush(timeout=5), 6)
            await asyncio.wait_for(client.flush(timeout=5), 6)
    await end(client)


async def end(client: Any) -> None:
    """Never raises."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(client.close(), 5)
