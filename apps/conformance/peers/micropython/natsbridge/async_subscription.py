import asyncio

from .errors import NatsBridgeError


class AsyncSubscription:
    """
    `async for env in subscription` gives every message that can be read and hands errors to on_error; next() raises
    them. receive turns a message into what is given.
    """

    def __init__(self, subscription, receive, on_error):
        self._subscription = subscription
        self._receive = receive
        self._on_error = on_error
        self._event = asyncio.Event()
        self._task = None
        subscription.wake = self._event.set

    @property
    def is_closed(self):
        return self._subscription.is_closed

    def __aiter__(self):
        return self

    async def __anext__(self):
        while True:
            try:
                return await self.next(None)
            except NatsBridgeError as error:
                if self.is_closed:
                    raise StopAsyncIteration
                self._tell(error)

    async def next(self, timeout=5000):
        """The next envelope; `timeout` after that many ms (None: never). An unreadable message is raised."""
        subscription = self._subscription
        while not subscription.items:
            if subscription.is_closed:
                raise NatsBridgeError("connection_failed", "the subscription is closed")
            self._event.clear()
            try:
                if timeout is None:
                    await self._event.wait()
                else:
                    await asyncio.wait_for_ms(self._event.wait(), timeout)
            except asyncio.TimeoutError:
                raise NatsBridgeError("timeout", "no message on %s in %d ms" % (subscription.subject, timeout))
        try:
            return self._receive(subscription.take())
        finally:
            subscription.connection.form.tell()

    def handle(self, callback):
        self._task = asyncio.create_task(self._handle(callback))

    async def _handle(self, callback):
        connection = self._subscription.connection
        while not self.is_closed:
            # A coroutine that has ended still holds what it was called with.
            item = result = None
            try:
                item = await self.next(None)
                connection.room.busy += 1
                try:
                    result = callback(item)
                    item = None
                    if hasattr(result, "send"):
                        await result
                finally:
                    connection.room.busy -= 1
                    connection.form.tell()
            except Exception as error:
                if not self.is_closed:
                    self._tell(error)

    def _tell(self, error):
        try:
            self._on_error(error)
        except Exception as second:
            self._subscription.connection.report(second)

    async def unsubscribe(self):
        if self._task and self._task is not asyncio.current_task():
            self._task.cancel()
        await self._subscription.connection.unsubscribe(self._subscription)
