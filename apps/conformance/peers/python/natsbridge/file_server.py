"""What a store for links is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Dict, Mapping, Optional, Protocol, Tuple, runtime_checkable


@dataclass(frozen=True)
class StoredFile:
    """``url`` is what a plain GET reads; ``details`` are the store's own, for :meth:`FileServer.undo`."""

    url: str
    details: Dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class FileServer(Protocol):
    """A store for big payloads. Its methods raise :class:`NatsBridgeError`, or anything, which then is wrapped."""

    @property
    def name(self) -> str: ...

    def owns(self, url: str) -> bool:
        """Whether ``url`` is one of this store's links, judged by its shape; only those are read and removed with its credentials."""
        ...

    def read_request(self, url: str) -> Tuple[str, Mapping[str, str]]:
        """The URL and the headers with which an own link is read; the URL may be signed anew."""
        ...

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        """Stores what ``chunks`` gives; ``size`` in bytes where it is known. ``removable``: whoever has the link may remove it."""
        ...

    async def undo(self, stored: StoredFile) -> None:
        """Takes back an upload of this object."""
        ...

    async def remove(self, url: str) -> None:
        """Removes one of its own links."""
        ...
