"""A payload that is fetched when it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Any, AsyncIterator, Optional, Protocol, Union



class PayloadSource(Protocol):
    """Where a handle gets its payload from."""

    def chunks(self) -> AsyncIterator[bytes]: ...
    async def read(self) -> bytes: ...
    async def value(self) -> Any: ...
    async def as_type(self, payload_type: str) -> Any: ...


class PayloadHandle:
    """One payload of a lazy receive. Size and checksum are checked at the end of every read; each read fetches anew.

    ``size`` is the sender's word, in bytes; None where it gave none.
    """

    def __init__(self, dataname: str, payload_type: str, transport: str, size: Optional[float], source: PayloadSource) -> None:
        self.dataname, self.payload_type, self.transport, self.size = dataname, payload_type, transport, size
        self._source = source

    def stream(self) -> AsyncIterator[bytes]:
        """The bytes, piece by piece, never held as a whole. Believe them when the iteration has ended without an error.

        :raises NatsBridgeError: from the iteration: all of smartreceive
        """
        return self._source.chunks()

    async def bytes(self) -> bytes:
        """All bytes, checked."""
        return await self._source.read()

    async def value(self) -> Any:
        """The value that an eager receive gives."""
        return await self._source.value()

    async def text(self) -> str:
        """
        :raises NatsBridgeError: ``decode_error`` where it is not UTF-8
        """
        text: str = await self._source.as_type("text")
        return text

    async def json(self) -> Any:
        """
        :raises NatsBridgeError: ``decode_error`` where it is not JSON
        """
        return await self._source.as_type("dictionary")

    async def table(self) -> Any:
        """The table, as ``table_format`` says.

        :raises NatsBridgeError: ``decode_error`` where it is not Arrow IPC
        """
        return await self._source.as_type("arrowtable")

    async def save_to(self, path: Union[str, os.PathLike[str]], *, mode: Optional[int] = None) -> Path:
        """Writes it to a file, which appears there whole and checked, or not at all.

        :param mode: permissions. Default: those of the file that is replaced; of a new one what the umask leaves.
        :raises NatsBridgeError: all of smartreceive
        :raises OSError: the file cannot be written
        """
        target = Path(path)
        permissions = mode if mode is not None else await asyncio.to_thread(_permissions, target)
        # Made readable to nobody else, until it is what it should be.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                async for chunk in self.stream():
                    await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(os.chmod, name, permissions)
            await asyncio.to_thread(os.replace, name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        return target


def _permissions(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0o077)
        os.umask(umask)
        return 0o666 & ~umask
