"""The bytes of a payload on their way out: in memory, or from where they come, piece by piece."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from typing import Any, AsyncIterator, Callable, Iterator, Optional

from ..errors import NatsBridgeError

CHUNK = 262_144


class Content:
    """``size`` is None until it is known. ``digest`` is the SHA-256 once all was read, ``fault`` what the source failed with."""

    def __init__(self, data: Optional[bytes], size: Optional[int], chunks: Optional[Callable[[], AsyncIterator[bytes]]] = None) -> None:
        self.data, self.size, self._chunks = data, size, chunks
        self.fault: Optional[NatsBridgeError] = None
        self.digest = "" if data is None else hashlib.sha256(data).hexdigest()

    async def read(self) -> bytes:
        """All of it, for a payload that travels in the message."""
        if self.data is None:
            self.data = b"".join([chunk async for chunk in self.stream(lambda _: None)])
        return self.data

    async def stream(self, tell: Callable[[int], object]) -> AsyncIterator[bytes]:
        """All of it in pieces; ``tell`` hears how many bytes have passed.

        :raises NatsBridgeError: ``invalid_payload`` when it is not as long as it said
        """
        digest, passed = hashlib.sha256(), 0
        source = _slices(self.data) if self._chunks is None or self.data is not None else self._chunks()
        try:
            async for chunk in source:
                digest.update(chunk)
                passed += len(chunk)
                yield chunk
                tell(passed)
            if self.size is not None and passed != self.size:
                raise NatsBridgeError("invalid_payload", f"it gave {passed:,} bytes, and {self.size:,} were there when it was looked at")
        except NatsBridgeError as error:
            self.fault = error
            raise
        except Exception as error:
            # An HTTP client that reads from here tells of it in words of its own.
            self.fault = NatsBridgeError("upload_failed", f"what gives the bytes failed: {type(error).__name__}: {error}", is_retryable=False)
            raise self.fault from error
        self.size, self.digest = passed, digest.hexdigest()


async def open_content(value: Any, payload_type: str, threshold: int) -> Content:
    """Content of a path, an open file, an iterator or an async iterator, which is read up to ``threshold`` bytes before it is decided where it goes.

    :raises NatsBridgeError: ``invalid_payload``
    """
    if isinstance(value, os.PathLike):
        path = Path(value)
        try:
            size = (await asyncio.to_thread(path.stat)).st_size
            if not path.is_file():
                raise OSError("it is no file")
        except OSError as error:
            raise NatsBridgeError("invalid_payload", f"{payload_type}: the file cannot be read: {error.strerror or error}") from error
        return Content(None, size, lambda: _file_chunks(path))
    pieces = _pieces(value, payload_type)
    head: list[bytes] = []
    length = 0
    async for piece in pieces:
        head.append(piece)
        length += len(piece)
        if length >= threshold:
            return Content(None, None, lambda: _rest(head, pieces))
    return Content(b"".join(head), length)


def is_source(value: Any) -> bool:
    """Whether ``value`` gives bytes and is not bytes itself."""
    if isinstance(value, (str, bytes, bytearray, memoryview, dict, list, tuple)):
        return False
    return isinstance(value, os.PathLike) or hasattr(value, "read") or hasattr(value, "__aiter__") or hasattr(value, "__next__")


async def _slices(data: Optional[bytes]) -> AsyncIterator[bytes]:
    content = data or b""
    for at in range(0, len(content), CHUNK):
        yield content[at : at + CHUNK]


async def _file_chunks(path: Path) -> AsyncIterator[bytes]:
    try:
        file = await asyncio.to_thread(path.open, "rb")
        try:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk
        finally:
            file.close()
    except OSError as error:
        raise NatsBridgeError("invalid_payload", f"the file cannot be read: {error.strerror or error}") from error


async def _pieces(value: Any, payload_type: str) -> AsyncIterator[bytes]:
    if hasattr(value, "__aiter__"):
        async for piece in value:
            yield _bytes(piece, payload_type)
        return
    pieces: Iterator[Any] = iter(lambda: value.read(CHUNK), b"") if hasattr(value, "read") else iter(value)
    while True:
        piece = await asyncio.to_thread(next, pieces, None)
        if piece is None:
            return
        yield _bytes(piece, payload_type)


def _bytes(piece: Any, payload_type: str) -> bytes:
    if not isinstance(piece, (bytes, bytearray, memoryview)):
        raise NatsBridgeError("invalid_payload", f"{payload_type}: what it gives are bytes, not {type(piece).__name__}; open files with 'rb'")
    return bytes(piece)


async def _rest(head: list[bytes], pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while head:
        yield head.pop(0)
    async for piece in pieces:
        for at in range(0, len(piece), CHUNK):
            yield piece[at : at + CHUNK]
