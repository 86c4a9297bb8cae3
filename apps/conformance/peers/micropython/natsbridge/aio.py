# The asyncio form: the same calls as coroutines, a task that reads, subscriptions that are iterated.

import asyncio

from .async_reader import Reader
from .async_stream import AsyncStream
from .async_subscription import AsyncSubscription
from .core import Core, check_answer, merge
from .errors import NatsBridgeError
from .identity import new_uuid
from .subject import check_subject


class NATSBridge:
    """
    One connection, kept; connects at the first use. NATSBridge.smartsend(...) and .smartreceive(...)
    also work on the class: then smartsend opens a connection of its own, sends and closes it.
    """

    def __init__(self, broker_url=None, fileserver_url=None, **options):
        if broker_url:
            options["broker_url"] = broker_url
        if fileserver_url:
            options["fileserver_url"] = fileserver_url
        self._core = Core(options)
        self._interval = options.get("ping_interval") or 60000
        self._opening = asyncio.Lock()
        self._reader = None
        # Called with an error that no call can raise; None writes it to the console.
        self.on_error = None
        self.connection = None
        # On the class these names are static.
        self.smartsend = self._smartsend
        self.smartreceive = self._smartreceive

    @staticmethod
    async def smartsend(subject, data, **options):
        """Returns (env, env_json_str). See the README for the options."""
        bridge = NATSBridge(**options)
        try:
            return await bridge.smartsend(subject, data)
        finally:
            await bridge.close()

    @staticmethod
    async def smartreceive(msg, **options):
        return Core(options).receive(msg)

    async def __aenter__(self):
        return await self.connect()

    async def __aexit__(self, *_):
        await self.close()

    async def connect(self):
        async with self._opening:
            if not self.connection:
                connection = self._core.new_connection(AsyncStream)
                await connection.connect()
                self.connection = connection
                self._reader = Reader(connection, self._interval, self._report)
        return self

    async def close(self):
        if self.connection:
            self.connection = None
            self._reader.close()

    async def _smartsend(self, subject, data, **options):
        options = merge(self._core.options, options)
        if self._core.is_elsewhere(options):
            return await NATSBridge.smartsend(subject, data, **options)
        outgoing = self._core.outgoing(subject, data, options)
        if options.get("is_publish") is False:
            return await self._core.publish(None, subject, outgoing, options)
        connection = options.get("nats_connection")
        if not connection:
            connection = await self._connected()
        sent = await self._core.publish(connection, subject, outgoing, options)
        # The answer to a PING may stand behind messages that wait for their handlers.
        if connection is self.connection and not connection.subscriptions:
            await self.flush()
        return sent

    async def _smartreceive(self, msg, **options):
        return self._core.receive(msg, options)

    async def flush(self, timeout=5000):
        """Waits until the broker has taken everything sent; raises what it refused."""
        connection = await self._connected()
        epoch = connection.epoch
        number = await connection.ping()
        await self._reader.until(lambda: connection.pongs >= number or connection.epoch != epoch, timeout, "no PONG from the broker")
        if connection.epoch != epoch:
            raise NatsBridgeError("publish_failed", "the connection broke; the outcome of what was sent is unknown")
        if connection.refusals:
            raise connection.refusals.pop(0)

    async def subscribe(self, subject, callback=None, queue="", on_error=None, raw=False):
        """
        With callback: calls (and awaits) callback(env) for one message after the other, on_error(error)
        for one that cannot be read. raw: callback(msg) for smartreceive.
        Without: `async for env in subscription`, or await subscription.next(timeout).
        """
        check_subject(subject, wildcards=True)
        connection = await self._connected()
        subscription = AsyncSubscription(
            await connection.subscribe(subject, queue), self._reader, _as_it_is if raw else self._core.receive
        )
        if callback:
            subscription.handle(callback, on_error or self._report)
        return subscription

    async def request(self, subject, data, timeout=5000, **options):
        """Sends and returns the envelope of the first answer."""
        connection = await self._connected()
        inbox = "_INBOX." + new_uuid()
        options["reply_to"] = inbox
        options = merge(self._core.options, options)
        outgoing = self._core.outgoing(subject, data, options)
        subscription = await connection.subscribe(inbox, "", True)
        subscription.wake = self._reader.tell
        try:
            await self._core.publish(connection, subject, outgoing, options, inbox)
            # The heap must hold the answer, not the question beside it.
            outgoing = data = None
            await self._reader.until(lambda: subscription.items, timeout, "no answer from %s" % subject)
            return self._core.receive(check_answer(subscription.take()))
        finally:
            await connection.unsubscribe(subscription)

    async def reply(self, env, data, **options):
        """Answers a received envelope at its reply_to, with its correlation_id."""
        subject, options = self._core.reply_options(env, options)
        return await self._smartsend(subject, data, **options)

    async def _connected(self):
        await self.connect()
        connection = self.connection
        if not connection.is_connected:
            await self._reader.until(lambda: connection.is_connected or connection.is_closed, 5000, "no connection to %s" % connection.url)
        if connection.is_closed:
            raise NatsBridgeError("connection_failed", "the connection to %s is closed" % connection.url)
        return connection

    def _report(self, error):
        if self.on_error:
            self.on_error(error)
        else:
            print("natsbridge: %s" % error)


def _as_it_is(msg):
    return msg


smartsend = NATSBridge.smartsend
smartreceive = NATSBridge.smartreceive
