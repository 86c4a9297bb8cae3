"""Chunks whose number of bytes is not known, for servers that must know it first."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from typing import AsyncIterator, Optional, Tuple

_IN_MEMORY = 1_000_000
_CHUNK = 262_144


@contextlib.asynccontextmanager
async def with_size(chunks: AsyncIterator[bytes], size: Optional[int]) -> AsyncIterator[Tuple[AsyncIterator[bytes], int]]:
    """The chunks and their size. Where it is not known they go through a temporary file."""
    if size is not None:
        yield chunks, size
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        length = 0
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
            length += len(chunk)
        file.seek(0)

        async def again() -> AsyncIterator[bytes]:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk

        yield again(), length
