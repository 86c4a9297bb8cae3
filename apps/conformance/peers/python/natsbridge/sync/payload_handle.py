"""A payload that is fetched when it is asked for, without ``await``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple, TypeVar, Union, cast

from ..payload_handle import PayloadHandle as AsyncHandle
from ..payload_types import EnvelopeFields
from .background_loop import LOOP

E = TypeVar("E")


class PayloadHandle:
    """As :class:`natsbridge.PayloadHandle`."""

    def __init__(self, handle: AsyncHandle) -> None:
        self._handle = handle
        self.dataname, self.payload_type, self.transport, self.size = handle.dataname, handle.payload_type, handle.transport, handle.size

    def stream(self) -> Iterator[bytes]:
        """The bytes, piece by piece. Believe them when the iteration has ended without an error."""
        source = self._handle.stream()
        try:
            while True:
                try:
                    yield LOOP.run(_next(source))
                except StopAsyncIteration:
                    return
        finally:
            LOOP.run(_close(source))

    def bytes(self) -> bytes:
        return LOOP.run(self._handle.bytes())

    def value(self) -> Any:
        return LOOP.run(self._handle.value())

    def text(self) -> str:
        return LOOP.run(self._handle.text())

    def json(self) -> Any:
        return LOOP.run(self._handle.json())

    def table(self) -> Any:
        return LOOP.run(self._handle.table())

    def save_to(self, path: Union[str, os.PathLike[str]], *, mode: Optional[int] = None) -> Path:
        """Writes it to a file, which appears there whole and checked, or not at all."""
        return LOOP.run(self._handle.save_to(path, mode=mode))


class LazyEnvelope(EnvelopeFields):
    """What a lazy receive gives: a handle for each payload, and nothing fetched yet."""

    payloads: List[Tuple[str, PayloadHandle, str]]


def with_handles(env: E) -> E:
    """An envelope whose handles need no ``await``."""
    found: Any = env
    payloads = [(name, PayloadHandle(data) if isinstance(data, AsyncHandle) else data, kind) for name, data, kind in found["payloads"]]
    return cast(E, {**found, "payloads": payloads})


async def _next(source: Any) -> Any:
    return await source.__anext__()


async def _close(source: Any) -> None:
    await source.aclose()
