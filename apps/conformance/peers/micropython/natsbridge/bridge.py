# The blocking form, with callbacks.

import time

from .core import Core, check_answer, merge
from .errors import NatsBridgeError
from .identity import new_uuid
from .blocking_stream import BlockingStream, run_blocking
from .subject import check_subject


async def _sleep_ms(delay):
    time.sleep_ms(delay)


class NATSBridge:
    """
    One connection, kept. NATSBridge.smartsend(...) and .smartreceive(...) also work on the class:
    then smartsend opens a connection of its own, sends and closes it.
    Options of the constructor are defaults for its calls; times are in ms.
    """

    DEFAULT_SIZE_THRESHOLD = 1000000
    DEFAULT_BROKER_URL = "nats://localhost:4222"
    DEFAULT_FILESERVER_URL = "http://localhost:8080"

    def __init__(self, broker_url=None, fileserver_url=None, **options):
        if broker_url:
            options["broker_url"] = broker_url
        if fileserver_url:
            options["fileserver_url"] = fileserver_url
        self._core = Core(options)
        self._interval = options.get("ping_interval") or 60000
        self._handlers = {}
        self.connection = None
        # On the class these names are static.
        self.smartsend = self._smartsend
        self.smartreceive = self._smartreceive

    @staticmethod
    def smartsend(subject, data, **options):
        """Returns (env, env_json_str). See the README for the options."""
        with NATSBridge(**options) as bridge:
            return bridge.smartsend(subject, data)

    @staticmethod
    def smartreceive(msg, **options):
        """Returns the envelope with `payloads` as a list of (dataname, data, type)."""
        return Core(options).receive(msg)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def connect(self):
        if not self.connection:
            connection = self._core.new_connection(BlockingStream)
            run_blocking(connection.connect())
            self.connection = connection
        elif not self.connection.is_connected:
            run_blocking(self.connection.reconnect(_sleep_ms))
        return self

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None
        self._handlers = {}

    def _smartsend(self, subject, data, **options):
        options = merge(self._core.options, options)
        if self._core.is_elsewhere(options):
            return NATSBridge.smartsend(subject, data, **options)
        outgoing = self._core.outgoing(subject, data, options)
        if options.get("is_publish") is False:
            return run_blocking(self._core.publish(None, subject, outgoing, options))
        connection = options.get("nats_connection")
        if not connection:
            connection = self.connect().connection
        sent = run_blocking(self._core.publish(connection, subject, outgoing, options))
        # Waiting for the broker's word could find no room for what comes in meanwhile.
        if not connection.subscriptions:
            self._flush(connection, 5000)
        return sent

    def _smartreceive(self, msg, **options):
        return self._core.receive(msg, options)

    def flush(self, timeout=5000):
        """Waits until the broker has taken everything sent; raises what it refused."""
        self._flush(self.connect().connection, timeout)

    def subscribe(self, subject, callback=None, queue="", on_error=None, raw=False):
        """
        Calls callback(env) for every message from within process(), request() and next(), on_error(error)
        for one that cannot be read; without on_error it is raised there. raw: callback(msg) for smartreceive.
        Without callback, fetch messages by next().
        """
        check_subject(subject, wildcards=True)
        connection = self.connect().connection
        subscription = run_blocking(connection.subscribe(subject, queue))
        self._handlers[subscription.sid] = (subscription, callback, on_error, raw)
        return subscription

    def unsubscribe(self, subscription):
        self._handlers.pop(subscription.sid, None)
        if self.connection:
            run_blocking(self.connection.unsubscribe(subscription))

    def process(self, timeout=0):
        """Waits up to `timeout` ms (None: for ever) for a message and handles it; False if none came."""
        connection = self.connect().connection
        end = None if timeout is None else time.ticks_add(time.ticks_ms(), timeout)
        while not self._dispatch():
            if not self._read(connection, end):
                return False
        return True

    def run_forever(self):
        while self.connection:
            self.process(None)

    def next(self, subscription, timeout=5000):
        """The next envelope of a subscription without callback; `timeout` error when none came."""
        connection = self.connect().connection
        end = None if timeout is None else time.ticks_add(time.ticks_ms(), timeout)
        while not subscription.items:
            if not self._dispatch() and not self._read(connection, end):
                raise NatsBridgeError("timeout", "no message on %s in %d ms" % (subscription.subject, timeout))
        return self._core.receive(subscription.take())

    def request(self, subject, data, timeout=5000, **options):
        """Sends and returns the envelope of the first answer."""
        connection = self.connect().connection
        inbox = "_INBOX." + new_uuid()
        options["reply_to"] = inbox
        options = merge(self._core.options, options)
        outgoing = self._core.outgoing(subject, data, options)
        subscription = run_blocking(connection.subscribe(inbox, "", True))
        try:
            run_blocking(self._core.publish(connection, subject, outgoing, options, inbox))
            # The heap must hold the answer, not the question beside it.
            outgoing = data = None
            end = time.ticks_add(time.ticks_ms(), timeout)
            while not subscription.items:
                if not self._dispatch() and not self._read(connection, end):
                    raise NatsBridgeError("timeout", "no answer from %s in %d ms" % (subject, timeout))
            return self._core.receive(check_answer(subscription.take()))
        finally:
            run_blocking(connection.unsubscribe(subscription))

    def reply(self, env, data, **options):
        """Answers a received envelope at its reply_to, with its correlation_id."""
        subject, options = self._core.reply_options(env, options)
        return self._smartsend(subject, data, **options)

    def _flush(self, connection, timeout):
        end = time.ticks_add(time.ticks_ms(), timeout)
        epoch = connection.epoch
        number = run_blocking(connection.ping())
        while connection.pongs < number:
            if connection.epoch != epoch:
                raise NatsBridgeError("publish_failed", "the connection broke; the outcome of what was sent is unknown")
            if not self._read(connection, end):
                raise NatsBridgeError("timeout", "the broker did not answer a PING in %d ms" % timeout)

    def _read(self, connection, end):
        # One operation of the broker; False at the end of the time. A lost connection is made again.
        wait = self._interval
        if end is not None:
            left = time.ticks_diff(end, time.ticks_ms())
            if left < wait:
                wait = max(0, left)
        connection.set_timeout(wait)
        try:
            run_blocking(connection.read_one())
        except NatsBridgeError as error:
            if error.code != "timeout":
                raise
            if end is not None and time.ticks_diff(end, time.ticks_ms()) <= 0:
                return False
            if connection.pings - connection.pongs < 2:
                run_blocking(connection.ping())
                return True
            run_blocking(connection.reconnect(_sleep_ms))
        except OSError:
            if connection.is_closed:
                raise NatsBridgeError("connection_failed", "the connection is closed")
            run_blocking(connection.reconnect(_sleep_ms))
        finally:
            connection.set_timeout(None)
        if connection.refusals:
            raise connection.refusals.pop(0)
        return True

    def _dispatch(self):
        # A callback that waits for an answer comes back here; messages then wait their turn.
        connection = self.connection
        if not connection or connection.busy:
            return False
        for subscription, callback, on_error, raw in list(self._handlers.values()):
            if callback and subscription.items:
                connection.busy += 1
                try:
                    try:
                        item = subscription.take()
                        if not raw:
                            item = self._core.receive(item)
                    except NatsBridgeError as error:
                        if not on_error:
                            raise
                        callback, item = on_error, error
                    callback(item)
                finally:
                    connection.busy -= 1
                return True
        return False
