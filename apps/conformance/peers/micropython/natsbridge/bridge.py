# The blocking form, with callbacks.

from .blocking_stream import run_blocking
from .client import Client
from .core import Core, merge
from .deadline import deadline_in, is_past
from .errors import NatsBridgeError
from .subject import check_subject
from .turns import Turns


class NATSBridge(Client):
    """
    One connection, kept and made again when it breaks. It lives while one of its methods runs, so call process() often.
    NATSBridge.smartsend(...) and .smartreceive(...) also work on the class: then smartsend opens a connection
    of its own, sends and closes it. Options of the constructor are defaults for its calls; times are in ms.
    """

    DEFAULT_SIZE_THRESHOLD = 1000000
    DEFAULT_BROKER_URL = "nats://localhost:4222"
    DEFAULT_FILESERVER_URL = "http://localhost:8080"

    def __init__(self, broker_url=None, fileserver_url=None, **options):
        if broker_url:
            options["broker_url"] = broker_url
        if fileserver_url:
            options["fileserver_url"] = fileserver_url
        super().__init__(Turns, self._payload, options)
        self._handlers = {}
        # On the class these names are static.
        self.smartsend = self._smartsend
        self.smartreceive = self._smartreceive

    @staticmethod
    def smartsend(subject, data, **options):
        """Returns (env, env_json_str) when the broker has the message. See the README for the options."""
        with NATSBridge(**options) as bridge:
            bridge.on_error = bridge.on_error or _ignore
            return run_blocking(bridge._send(subject, data, bridge._core.options, True))

    @staticmethod
    def smartreceive(msg, **options):
        """Returns the envelope with `payloads` as a list of (dataname, data, type)."""
        return Core(options, _payload).receive(msg)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def connect(self, timeout=None):
        """Connects now, by one attempt at every server; raises why it failed. Needed only to learn that."""
        run_blocking(self._connected(timeout, True))
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
        return run_blocking(self._send(subject, data, options))

    def _smartreceive(self, msg, **options):
        return self._core.receive(msg, options)

    def flush(self, timeout=5000):
        """Waits until the broker has taken everything sent; raises what it refused."""
        run_blocking(self._flush(timeout))

    def subscribe(self, subject, callback=None, queue="", on_error=None, raw=False):
        """
        Calls callback(env) for every message, from within process(), request() and next(); on_error(error), else
        that of the bridge, for one that cannot be read or whose callback raised. raw: callback(msg) for smartreceive.
        Without callback, fetch messages by next(). Does not wait: it stands as soon as the connection does.
        """
        check_subject(subject, wildcards=True)
        if queue:
            check_subject(queue, "queue")
        subscription = run_blocking(self._start().subscribe(subject, queue))
        self._handlers[subscription.sid] = (subscription, callback, on_error or self._report, raw)
        return subscription

    def unsubscribe(self, subscription):
        self._handlers.pop(subscription.sid, None)
        if self.connection:
            run_blocking(self.connection.unsubscribe(subscription))

    def serve(self, subject, handler, queue="", on_error=None, expose_errors=False):
        """
        Answers requests: with the list of payloads that handler(env) returns, with an ACK where it returns None, with
        a NACK where it raises (its text only with expose_errors). Gives the subscription.
        """
        from .answer import answer

        tell = on_error or self._report
        return self.subscribe(
            subject, lambda env: run_blocking(answer(self, env, handler, expose_errors, tell)), queue, on_error
        )

    def process(self, timeout=0):
        """
        Waits up to `timeout` ms (None: for ever) for a message and handles it; False if none came. Keeps the
        connection alive and makes it again meanwhile, and never takes longer than `timeout` and what a callback takes.
        """
        turns = self._start().form
        end = deadline_in(timeout)
        while not self._dispatch():
            turns.turn_until(end)
            if is_past(end):
                return self._dispatch()
        return True

    def run_forever(self):
        """process() until close()."""
        self._start()
        while self.connection:
            self.process(None)

    def next(self, subscription, timeout=5000):
        """The next envelope of a subscription without callback; `timeout` error when none came."""
        connection = self._start()
        connection.room.askers += 1
        try:
            run_blocking(connection.form.until(lambda: subscription.items or subscription.is_closed, timeout, self._dispatch))
        finally:
            connection.room.askers -= 1
        if subscription.items:
            return self._core.receive(subscription.take())
        if subscription.is_closed:
            raise NatsBridgeError("connection_failed", "the subscription is closed")
        raise NatsBridgeError("timeout", "no message in %d ms" % timeout)

    def request(self, subject, data, timeout=5000, **options):
        """Sends and returns the envelope of the first answer; a NACK is the error `rejected`."""
        return run_blocking(self._request(subject, data, timeout, options, self._dispatch))

    def reply(self, env, data, **options):
        """Answers a received envelope at its reply_to, with its correlation_id."""
        return run_blocking(self._reply(env, data, options))

    def ack(self, env, **options):
        """Answers a received envelope: done."""
        return run_blocking(self._ack(env, options))

    def nack(self, env, reason, code=None, **options):
        """Answers a received envelope: refused, for `reason`."""
        return run_blocking(self._nack(env, reason, code, options))

    def _payload(self):
        # Its downloads keep the connection of the bridge alive.
        bridge = self

        class OwnPayload(_payload()):
            def meanwhile(self):
                bridge._keep_alive()

        return OwnPayload

    def _keep_alive(self):
        if self.connection and not self.connection.is_closed:
            self.connection.form.turn_until(deadline_in(0))

    def _dispatch(self):
        # A callback that waits for an answer comes back here; messages then wait their turn.
        connection = self.connection
        if not connection or connection.room.busy:
            return False
        for subscription, callback, on_error, raw in list(self._handlers.values()):
            if callback and subscription.items:
                connection.room.busy += 1
                try:
                    item = subscription.take()
                    callback(item if raw else self._core.receive(item))
                except Exception as error:
                    self._tell(on_error, error)
                finally:
                    connection.room.busy -= 1
                return True
        return False

    def _tell(self, on_error, error):
        try:
            on_error(error)
        except Exception as second:
            self._report(second)


def _payload():
    from .blocking_payload import BlockingPayload

    return BlockingPayload


def _ignore(error):
    # What went wrong is raised by the one call there is.
    pass
