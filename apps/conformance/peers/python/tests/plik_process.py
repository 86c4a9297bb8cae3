"""A file server in a process of its own: ``python -m tests.plik_process`` prints its URL and ends with its standard input."""

from __future__ import annotations

import asyncio
import sys

from .servers import PlikServer


async def main() -> None:
    server = PlikServer()
    await server.start()
    print(server.url, flush=True)
    await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
