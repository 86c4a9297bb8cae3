"""Content encodings that a server may use although none was asked for."""

from __future__ import annotations

import zlib
from typing import Any, Iterator, Optional

from ..errors import NatsBridgeError
from ..text import cut

_PIECE = 262_144


def encoding_of(headers: Any, where: str) -> str:
    """``""``, ``"gzip"`` or ``"deflate"``.

    :raises NatsBridgeError: ``link_refused`` for any other, and for two at once: what is not understood is never handed out
    """
    values = [part.strip().lower() for value in headers.getall("Content-Encoding", []) for part in value.split(",")]
    values = [value for value in values if value not in ("", "identity")]
    if not values:
        return ""
    if values in (["gzip"], ["x-gzip"]):
        return "gzip"
    if values == ["deflate"]:
        return "deflate"
    raise NatsBridgeError("link_refused", f"{where}: the Content-Encoding {cut(', '.join(values))!r} is not read")


class Decoder:
    """Undoes ``gzip`` or ``deflate`` in pieces of bounded size."""

    def __init__(self, encoding: str) -> None:
        self._inflate: Optional[Any] = zlib.decompressobj(wbits=31 if encoding == "gzip" else 15) if encoding else None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """
        :raises NatsBridgeError: ``link_unreachable`` for a damaged body
        """
        if self._inflate is None:
            yield chunk
            return
        try:
            rest = chunk
            while rest:
                piece = self._inflate.decompress(rest, _PIECE)
                rest = self._inflate.unconsumed_tail
                if piece:
                    yield piece
        except zlib.error as error:
            raise NatsBridgeError("link_unreachable", f"the body is not what its Content-Encoding says: {error}") from error

    def finish(self) -> None:
        """
        :raises NatsBridgeError: ``link_unreachable`` for a body that was cut
        """
        if self._inflate is not None and not self._inflate.eof:
            raise NatsBridgeError("link_unreachable", "the body ends before its Content-Encoding does")
