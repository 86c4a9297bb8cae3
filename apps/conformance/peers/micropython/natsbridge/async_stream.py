import asyncio

from .deadline import ms_left
from .errors import NatsBridgeError
from .send_at_once import send_at_once


class AsyncStream:
    """The socket of the asyncio form, where reading ends at `deadline` where there is one, and writing at `end`."""

    @staticmethod
    async def open(host, port):
        stream, _ = await asyncio.open_connection(host, port)
        send_at_once(stream.s)
        return AsyncStream(stream)

    def __init__(self, stream):
        self._stream = stream
        self._lock = asyncio.Lock()
        self.deadline = None
        # Whether half an operation is out, and whether anything came since someone asked.
        self.is_half = False
        self.has_heard = False

    async def readinto(self, view):
        """Number of bytes read, at least one; 0 at the end of the stream."""
        while True:
            if self.deadline is None:
                count = await self._stream.readinto(view)
            else:
                count = await within(self._stream.readinto(view), max(1, ms_left(self.deadline)))
            if count is not None:
                self.has_heard = True
                return count

    async def write(self, parts, end=None):
        # Tasks write at the same time; an operation must not be cut by another. The stream
        # copies what the socket does not take at once, so it gets pieces. Others have their turn
        # before each piece and not after the last: what answers it shall not be read while the
        # caller still holds what it has sent.
        async with self._lock:
            self.is_half = True
            for part in parts:
                view = memoryview(part)
                for at in range(0, len(view), 1024):
                    await asyncio.sleep_ms(0)
                    self._stream.write(view[at : at + 1024])
                    if self._stream.out_buf:
                        # Only what waits is timed: a task that has ended may be held for long, and with it what it was given.
                        await within(self._stream.drain(), max(1, ms_left(self.deadline if end is None else end)))
            self.is_half = False

    @property
    def sock(self):
        return self._stream.s

    def wrap(self, sock):
        """Goes on over `sock`, the same socket under TLS."""
        self._stream = asyncio.StreamReader(sock)

    def close(self):
        # Stream.close() of MicroPython leaves the socket open.
        self._stream.s.close()


async def within(coroutine, timeout):
    """The result of a coroutine that has `timeout` ms."""
    try:
        return await asyncio.wait_for_ms(coroutine, timeout)
    except asyncio.TimeoutError:
        raise NatsBridgeError("timeout", "the other side kept silent for the time allowed")
