# The socket of the blocking form. Its methods are coroutines like those of the asyncio form. In the life of a
# connection they yield at the end of a turn and go on in the next; elsewhere they never yield.

import select
import socket
import time
from errno import EINPROGRESS

from .deadline import ms_left
from .errors import NatsBridgeError
from .send_at_once import send_at_once


def run_blocking(coroutine):
    """The result of a coroutine that never yields."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("a coroutine that waits for asyncio cannot run in the blocking form")


class BlockingStream:
    """A socket that is waited for by poll, until `deadline` where there is one; `turns` bounds the life of a connection."""

    def __init__(self, address, turns=None):
        self._turns = turns
        self._poll = select.poll()
        # What was posted and is not yet on its way, and the piece that the socket refused: it must be offered again as it was.
        self._posted = bytearray()
        self._piece = None
        self.deadline = None
        # Whether half an operation is out, and whether anything came since someone asked.
        self.is_half = False
        self.has_heard = False
        self.sock = socket.socket(address[0])
        try:
            self.sock.setblocking(False)
            self.sock.connect(address[-1])
        except OSError as error:
            if error.errno != EINPROGRESS:
                self.sock.close()
                raise
        except BaseException:
            self.sock.close()
            raise

    # Generators, awaited like coroutines: each may be in the middle of its work at the end of a turn.

    def ready(self):
        """Waits until the socket is connected."""
        yield from self._wait(select.POLLOUT)
        send_at_once(self.sock)

    def readinto(self, view):
        """Number of bytes read, at least one; 0 at the end of the stream."""
        turns = self._turns
        while True:
            if turns and turns.is_used_up():
                yield
            count = self.sock.readinto(view)
            if count is not None:
                self.has_heard = True
                if turns:
                    turns.has_read = True
                return count
            yield from self._wait(select.POLLIN | (select.POLLOUT if self._flush() else 0))

    def write(self, parts, end=None):
        """Writes all of it, until `end`; without one in turns, within `deadline`."""
        while self._flush():
            yield from self._wait(select.POLLOUT, end)
        self.is_half = True
        for part in parts:
            view = memoryview(part)
            while len(view):
                count = self.sock.write(view)
                if count:
                    view = view[count:]
                else:
                    yield from self._wait(select.POLLOUT, end)
        self.is_half = False

    def post(self, operation):
        """Takes a short operation and writes of it what the socket takes now, the rest while reading."""
        self._posted += operation
        self._flush()

    def _flush(self):
        # Whether something is left.
        while self._piece or self._posted:
            if not self._piece:
                self._piece = memoryview(self._posted)
                self._posted = bytearray()
            count = self.sock.write(self._piece)
            if not count:
                return True
            self._piece = self._piece[count:]
        return False

    def _wait(self, event, end=None):
        turns = None if end is not None else self._turns
        if end is None:
            end = self.deadline
        while True:
            wait = ms_left(end)
            if wait is not None and wait <= 0:
                raise NatsBridgeError("timeout", "the other side kept silent for the time allowed")
            if turns:
                wait = turns.least(wait)
            self._poll.register(self.sock, event)
            if self._poll.poll(-1 if wait is None else max(0, wait)):
                return
            if turns and turns.is_over():
                yield

    def wrap(self, sock):
        """Goes on over `sock`, the same socket under TLS."""
        self.sock = sock
        self._poll = select.poll()

    def close(self):
        self.sock.close()
