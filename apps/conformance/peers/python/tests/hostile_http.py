"""An HTTP server that answers what it is told, byte for byte."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, List, Union

Answer = Union[bytes, Callable[[str, asyncio.StreamWriter], Awaitable[None]]]


class HostileHttp:
    """Each request gets the next of ``answers``; the last one is repeated. Heads of requests are kept in ``requests``."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: List[str] = []

    async def __aenter__(self) -> HostileHttp:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.origin}/x"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            answer = self._answers[min(len(self.requests), len(self._answers)) - 1]
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def ok(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body
