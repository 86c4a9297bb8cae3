# The asyncio form: the same calls as coroutines, a task that reads, subscriptions that are iterated.

from .async_subscription import AsyncSubscription
from .client import Client
from .core import Core, merge
from .subject import check_subject
from .tasks import Tasks


class NATSBridge(Client):
    """
    One connection, kept, and made again when it breaks. NATSBridge.smartsend(...) and .smartreceive(...)
    also work on the class: then smartsend opens a connection of its own, sends and closes it.
    """

    def __init__(self, broker_url=None, fileserver_url=None, **options):
        if broker_url:
            options["broker_url"] = broker_url
        if fileserver_url:
            options["fileserver_url"] = fileserver_url
        super().__init__(Tasks, _payload, options)
        # On the class these names are static.
        self.smartsend = self._smartsend
        self.smartreceive = self._smartreceive

    @staticmethod
    async def smartsend(subject, data, **options):
        """Returns (env, env_json_str) when the broker has the message. See the README for the options."""
        bridge = NATSBridge(**options)
        bridge.on_error = bridge.on_error or _ignore
        try:
            return await bridge._send(subject, data, bridge._core.options, True)
        finally:
            await bridge.close()

    @staticmethod
    async def smartreceive(msg, **options):
        return Core(options, _payload).receive(msg)

    async def __aenter__(self):
        return await self.connect()

    async def __aexit__(self, *_):
        await self.close()

    async def connect(self, timeout=None):
        """Connects now, by one attempt at every server; raises why it failed."""
        await self._connected(timeout, True)
        return self

    async def close(self):
        connection = self.connection
        if connection:
            self.connection = None
            connection.close()
            connection.form.stop()

    def _start(self):
        connection = super()._start()
        connection.form.start()
        return connection

    async def _smartsend(self, subject, data, **options):
        options = merge(self._core.options, options)
        if self._core.is_elsewhere(options):
            return await NATSBridge.smartsend(subject, data, **options)
        return await self._send(subject, data, options)

    async def _smartreceive(self, msg, **options):
        return self._core.receive(msg, options)

    async def flush(self, timeout=5000):
        """Waits until the broker has taken everything sent; raises what it refused."""
        await self._flush(timeout)

    async def subscribe(self, subject, callback=None, queue="", on_error=None, raw=False):
        """
        With callback: calls (and awaits) callback(env) for one message after the other; on_error(error), else that
        of the bridge, for one that cannot be read or whose callback raised. raw: callback(msg) for smartreceive.
        Without: `async for env in subscription`, or await subscription.next(timeout).
        Does not wait for the connection: it stands as soon as that does.
        """
        check_subject(subject, wildcards=True)
        if queue:
            check_subject(queue, "queue")
        tell = on_error or self._report
        receive = _as_it_is if raw else self._core.receive
        subscription = AsyncSubscription(await self._start().subscribe(subject, queue), receive, tell)
        if callback:
            subscription.handle(callback)
        return subscription

    async def serve(self, subject, handler, queue="", on_error=None, expose_errors=False):
        """
        Answers requests: with the list of payloads that handler(env), a coroutine or not, returns, with an ACK where
        it returns None, with a NACK where it raises (its text only with expose_errors). Gives the subscription.
        """
        from .answer import answer

        tell = on_error or self._report
        return await self.subscribe(subject, lambda env: answer(self, env, handler, expose_errors, tell), queue, on_error)

    async def request(self, subject, data, timeout=5000, **options):
        """Sends and returns the envelope of the first answer; a NACK is the error `rejected`."""
        return await self._request(subject, data, timeout, options)

    async def reply(self, env, data, **options):
        """Answers a received envelope at its reply_to, with its correlation_id."""
        return await self._reply(env, data, options)

    async def ack(self, env, **options):
        """Answers a received envelope: done."""
        return await self._ack(env, options)

    async def nack(self, env, reason, code=None, **options):
        """Answers a received envelope: refused, for `reason`."""
        return await self._nack(env, reason, code, options)


def _as_it_is(msg):
    return msg


def _payload():
    from .async_payload import AsyncPayload

    return AsyncPayload


def _ignore(error):
    # What went wrong is raised by the one call there is.
    pass


smartsend = NATSBridge.smartsend
smartreceive = NATSBridge.smartreceive
