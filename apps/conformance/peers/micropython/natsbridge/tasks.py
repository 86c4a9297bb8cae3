# The asyncio form of driving a connection: its life is a task, and another looks after its PINGs.

import asyncio
import gc

from .async_stream import AsyncStream, within
from .deadline import deadline_in, is_past, ms_left
from .life import is_ping_due, live


class Tasks:
    def __init__(self, connection):
        self._connection = connection
        self._news = asyncio.Event()
        self._living = None
        self._pinging = None

    def start(self):
        """Lets the connection live, if it does not."""
        if not self._living and not self._connection.is_closed:
            self._living = asyncio.create_task(live(self._connection))
            self._pinging = asyncio.create_task(self._keep_alive())

    def stop(self):
        # Nobody may wait for a socket that is closed.
        for task in (self._living, self._pinging):
            if task and task is not asyncio.current_task():
                task.cancel()
        self._living = self._pinging = None

    def restart(self):
        """The socket is gone: a new life."""
        if self._living and self._living is not asyncio.current_task():
            self._living.cancel()
            self._living = None if self._connection.is_closed else asyncio.create_task(live(self._connection))

    def tell(self):
        """Wakes everyone who waits."""
        self._news.set()

    async def until(self, is_done, timeout, dispatch=None):
        """Waits at most `timeout` ms (None: for ever); whether it is done."""
        end = deadline_in(timeout)
        while not is_done():
            if is_past(end) or self._connection.is_closed:
                return False
            await self._wait(ms_left(end))
        return True

    async def post(self, operation):
        """Writes a short operation."""
        await self._connection.send((operation,), 5000)

    # For the life of the connection.

    async def open(self, server, timeout):
        return await within(AsyncStream.open(server.host, server.port), timeout)

    async def turn(self):
        self.tell()

    async def tidy(self):
        """Frees memory."""
        # In a task of its own, where the stack is short: what calls have left on it counts as still in use.
        await asyncio.create_task(_collect())

    async def rest(self):
        connection = self._connection
        while not connection.is_closed and not is_past(connection.retry_at):
            await self._wait(ms_left(connection.retry_at))

    async def pause(self):
        await self._wait(1000)

    async def _wait(self, timeout):
        self._news.clear()
        if timeout is None:
            await self._news.wait()
            return
        try:
            await asyncio.wait_for_ms(self._news.wait(), max(0, timeout))
        except asyncio.TimeoutError:
            pass

    async def _keep_alive(self):
        connection = self._connection
        interval = connection.settings.ping_interval
        while not connection.is_closed:
            wait = ms_left(connection.alarm)
            await asyncio.sleep_ms(min(interval, 1000) if wait is None else max(1, wait))
            if not connection.is_connected or not is_past(connection.alarm):
                continue
            try:
                if is_ping_due(connection):
                    connection.pings += 1
                    await connection.post(b"PING\r\n")
            except OSError as error:
                connection.cut(error)


async def _collect():
    gc.collect()
