# The blocking form of driving a connection: its life has a turn whenever someone waits, and stands still otherwise.

import gc
import time

from .addresses import Addresses
from .blocking_stream import BlockingStream
from .deadline import deadline_in, is_past, ms_left
from .errors import NatsBridgeError
from .life import is_ping_due, live

# What is there may be read for so many ms beyond the end of a turn.
_GRACE = 10


class Turns:
    def __init__(self, connection):
        self._connection = connection
        self._addresses = Addresses()
        self._life = None
        self._is_living = False
        self._end = None
        self._is_untidy = False
        self.has_read = False

    def turn_until(self, end):
        """Lets the connection live until something happened, or `end` (ticks; None: whatever time it takes)."""
        connection = self._connection
        if connection.is_closed:
            raise NatsBridgeError("connection_failed", "the connection to %s is closed: %s" % (connection.url, connection.fault or "by close()"))
        if not self._life:
            self._life = live(connection)
        self._end = end
        self.has_read = False
        self._is_living = True
        try:
            self._life.send(None)
            if self._is_untidy:
                self._is_untidy = False
                gc.collect()
        except BaseException as error:
            # An interrupt, for one: the next turn begins a new life, with a new socket.
            self._life = None
            connection.drop()
            if not isinstance(error, StopIteration):
                raise
        finally:
            self._is_living = False

    async def until(self, is_done, timeout, dispatch=None):
        """Waits at most `timeout` ms (None: for ever); whether it is done. dispatch() handles a message, if there is one."""
        end = deadline_in(timeout)
        while not is_done():
            if dispatch and dispatch():
                continue
            if is_past(end) or self._connection.is_closed:
                return False
            self.turn_until(end)
        return True

    async def post(self, operation):
        """Writes a short operation, as much of it as the socket takes now; never waits."""
        self._connection.stream.post(operation)

    # For the life of the connection.

    async def open(self, server, timeout):
        address = self._addresses.of(server.host, server.port)
        stream = BlockingStream(address, self)
        stream.deadline = deadline_in(timeout)
        try:
            await stream.ready()
        except BaseException:
            stream.close()
            raise
        return stream

    def turn(self):
        yield

    def tidy(self):
        """Frees memory."""
        # Not in here, where the stack is long: what calls have left on it counts as still in use.
        self._is_untidy = True
        yield

    def rest(self):
        connection = self._connection
        while not connection.is_closed and not is_past(connection.retry_at):
            time.sleep_ms(max(0, self.least(ms_left(connection.retry_at))))
            if self.is_over():
                yield

    def pause(self):
        # Whoever has this turn may make room; if he cannot, he shall not be asked in a circle.
        yield
        time.sleep_ms(max(0, self.least(5)))

    def least(self, wait):
        """The ms to wait in this turn, where `wait` (None: any time) would be right otherwise. Sends the PING that is due."""
        alarm = self._connection.alarm
        if is_past(alarm):
            if is_ping_due(self._connection):
                self._connection.pings += 1
                self._connection.stream.post(b"PING\r\n")
            alarm = self._connection.alarm
        for end in (self._end, alarm):
            left = ms_left(end)
            if left is not None and (wait is None or left < wait):
                wait = left
        return wait

    def is_over(self):
        return is_past(self._end)

    def is_used_up(self):
        """Whether the turn is over for one that could go on reading."""
        left = ms_left(self._end)
        return self.has_read and left is not None and left < -_GRACE

    # For everyone.

    def tell(self):
        pass

    def restart(self):
        """The socket is gone: a new life."""
        if self._life and not self._is_living:
            self._life.close()
            self._life = None
