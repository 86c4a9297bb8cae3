import asyncio

from .errors import NatsBridgeError
from .send_at_once import send_at_once


class AsyncStream:
    """The socket of the asyncio form, where tasks are timed out from outside."""

    @staticmethod
    async def within(coroutine, timeout_ms):
        try:
            return await asyncio.wait_for_ms(coroutine, timeout_ms)
        except asyncio.TimeoutError:
            raise NatsBridgeError("timeout", "the broker kept silent for %d ms" % timeout_ms)

    @staticmethod
    async def open(host, port, timeout_ms):
        stream, _ = await asyncio.open_connection(host, port)
        send_at_once(stream.s)
        return AsyncStream(stream)

    def __init__(self, stream):
        self._stream = stream
        self._lock = asyncio.Lock()
        self.deadline = None

    async def readinto(self, view):
        while True:
            count = await self._stream.readinto(view)
            if count is not None:
                return count

    async def write(self, parts):
        # Tasks write at the same time; an operation must not be cut by another. The stream
        # copies what the socket does not take at once, so it gets pieces. Others have their turn
        # before each piece and not after the last: what answers it shall not be read while the
        # caller still holds what it has sent.
        async with self._lock:
            for part in parts:
                view = memoryview(part)
                for at in range(0, len(view), 1024):
                    await asyncio.sleep_ms(0)
                    self._stream.write(view[at : at + 1024])
                    if self._stream.out_buf:
                        await self._stream.drain()

    def close(self):
        # Stream.close() of MicroPython leaves the socket open.
        self._stream.s.close()
