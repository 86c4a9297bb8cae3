"""An Arrow table on its way out, without a second copy of it in memory."""

from __future__ import annotations

import asyncio
import queue
import threading
from typing import Any, AsyncIterator, Optional

from ..arrow.write import ipc_size, write_to
from ..errors import NatsBridgeError
from .content import Content

_AHEAD = 8
"""Pieces that the writing thread may be ahead of the upload."""


def table_content(table: Any, compression: Optional[str]) -> Content:
    """
    :raises NatsBridgeError: ``invalid_payload``
    """
    return Content(None, ipc_size(table, compression), lambda: _chunks(table, compression))


async def _chunks(table: Any, compression: Optional[str]) -> AsyncIterator[bytes]:
    pieces: queue.Queue[Any] = queue.Queue(_AHEAD)
    stop = threading.Event()

    def put(piece: Any) -> None:
        while not stop.is_set():
            try:
                return pieces.put(piece, timeout=0.1)
            except queue.Full:
                continue
        raise InterruptedError

    def write() -> None:
        try:
            write_to(put, table, compression)
            put(None)
        except InterruptedError:
            pass
        except NatsBridgeError as error:
            put(error)

    writer = asyncio.ensure_future(asyncio.to_thread(write))
    try:
        while True:
            try:
                piece = pieces.get_nowait()
            except queue.Empty:
                if writer.done():
                    writer.result()
                    if pieces.empty():
                        return
                await asyncio.sleep(0.001)
                continue
            if piece is None:
                return
            if isinstance(piece, NatsBridgeError):
                raise piece
            yield piece
    finally:
        stop.set()
        await asyncio.shield(writer)
