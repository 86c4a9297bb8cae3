# The socket of the blocking form. Its methods are coroutines like those of the asyncio form,
# but never yield, so that run_blocking() finishes a coroutine over it in one step.

import select
import socket
import time

from .errors import NatsBridgeError
from .send_at_once import send_at_once

_WRITE_TIMEOUT = 10000


def run_blocking(coroutine):
    """The result of a coroutine that only waits on a BlockingStream."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("a coroutine that waits for asyncio cannot run in the blocking form")


class BlockingStream:
    """A socket that is waited for by poll; reading gives up at `deadline` (ticks_ms)."""

    @staticmethod
    async def within(coroutine, timeout_ms):
        # The deadline of the stream does it.
        return await coroutine

    @staticmethod
    async def open(host, port, timeout_ms):
        sock = socket.socket()
        try:
            address = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)[0][-1]
            if hasattr(sock, "settimeout"):
                sock.settimeout(timeout_ms / 1000)
            sock.connect(address)
            send_at_once(sock)
            sock.setblocking(False)
        except BaseException:
            sock.close()
            raise
        return BlockingStream(sock)

    def __init__(self, sock):
        self._sock = sock
        self._poll = select.poll()
        # None waits for ever.
        self.deadline = None

    async def readinto(self, view):
        """Number of bytes read, at least one; 0 at the end of the stream."""
        while True:
            count = self._sock.readinto(view)
            if count is not None:
                return count
            self._wait(select.POLLIN, self.deadline)

    async def write(self, parts):
        deadline = time.ticks_add(time.ticks_ms(), _WRITE_TIMEOUT)
        for part in parts:
            view = memoryview(part)
            while len(view):
                count = self._sock.write(view)
                if count:
                    view = view[count:]
                else:
                    self._wait(select.POLLOUT, deadline)

    def _wait(self, event, deadline):
        left = -1
        if deadline is not None:
            left = max(0, time.ticks_diff(deadline, time.ticks_ms()))
        self._poll.register(self._sock, event)
        if not self._poll.poll(left):
            raise NatsBridgeError("timeout", "the broker kept silent for the time allowed")

    def close(self):
        self._sock.close()
