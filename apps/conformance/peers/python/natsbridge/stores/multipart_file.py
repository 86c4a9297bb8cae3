"""One file as the body of a form, in pieces."""

from __future__ import annotations

import uuid
from typing import AsyncIterator, Dict, Optional


class MultipartFile:
    """``sent`` counts the bytes of the file that have gone out."""

    def __init__(self, file_name: str, chunks: AsyncIterator[bytes]) -> None:
        boundary = f"natsbridge-{uuid.uuid4().hex}"
        disposition = f'Content-Disposition: form-data; name="file"; filename="{file_name}"'
        self._head = f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._boundary, self._chunks = boundary, chunks
        self.sent = 0

    def headers(self, size: Optional[int]) -> Dict[str, str]:
        """With a length where ``size``, that of the file, is known."""
        length = {} if size is None else {"Content-Length": str(len(self._head) + size + len(self._tail))}
        return {"Content-Type": f"multipart/form-data; boundary={self._boundary}", **length}

    async def body(self) -> AsyncIterator[bytes]:
        yield self._head
        async for chunk in self._chunks:
            self.sent += len(chunk)
            yield chunk
        yield self._tail
