# The task that reads a connection of the asyncio form, and waiting for what it brings.

import asyncio
import time

from .errors import NatsBridgeError


class Reader:
    def __init__(self, connection, interval, report):
        self._connection = connection
        self._interval = interval
        # Called with an error that no call can raise.
        self._report = report
        self._news = asyncio.Event()
        self._waiters = 0
        connection.wait_for_room = self._wait_for_room
        self._reading = asyncio.create_task(self._read_on())
        self._pinging = asyncio.create_task(self._keep_alive())

    def close(self):
        # Nobody may wait for a socket that is closed.
        for task in (self._reading, self._pinging):
            if task is not asyncio.current_task():
                task.cancel()
        self._connection.close()
        self.tell()

    def tell(self):
        """Wakes everyone who waits in until()."""
        self._news.set()

    async def until(self, is_done, timeout, what):
        """Waits at most `timeout` ms; meanwhile everything is read, even what finds no room and is dropped."""
        end = time.ticks_add(time.ticks_ms(), timeout)
        self._waiters += 1
        self.tell()
        try:
            while not is_done():
                left = time.ticks_diff(end, time.ticks_ms())
                if left <= 0:
                    raise NatsBridgeError("timeout", "%s in %d ms" % (what, timeout))
                await self._wait(left)
        finally:
            self._waiters -= 1

    async def _wait(self, timeout):
        self._news.clear()
        try:
            await asyncio.wait_for_ms(self._news.wait(), timeout)
        except asyncio.TimeoutError:
            pass

    async def _wait_for_room(self, subscription, size):
        connection = self._connection
        while not connection.is_closed and not connection.has_room(subscription, size):
            if self._waiters:
                return False
            await self._wait(1000)
        return True

    async def _read_on(self):
        connection = self._connection
        while not connection.is_closed:
            try:
                await connection.read_one()
                if connection.refusals and not self._waiters:
                    self._report(connection.refusals.pop(0))
            except OSError:
                try:
                    await connection.reconnect(asyncio.sleep_ms)
                except NatsBridgeError as error:
                    connection.close()
                    self._report(error)
            self.tell()

    async def _keep_alive(self):
        connection = self._connection
        while not connection.is_closed:
            await asyncio.sleep_ms(self._interval)
            if not connection.is_connected:
                continue
            if connection.pings - connection.pongs < 2:
                try:
                    await connection.ping()
                except NatsBridgeError:
                    pass
            else:
                # Nobody has answered for two intervals: a reader that waits would wait for ever.
                self._reading.cancel()
                connection.drop()
                self._reading = asyncio.create_task(self._read_on())
