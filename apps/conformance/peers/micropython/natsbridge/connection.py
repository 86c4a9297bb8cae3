# A NATS connection: subscriptions, publishing, reading, reconnecting. One implementation
# for the blocking and the asyncio form; they differ in the stream and in who calls read_one.

import time

from .broker_url import parse_servers
from .constants import DEFAULT_MAX_PAYLOAD
from .errors import NatsBridgeError
from .handshake import shake_hands
from .message import Message
from .operations import act, publish_pieces
from .subscription import Subscription

_FINAL = ("permission_denied", "unsupported", "invalid_config")


class Connection:
    """
    options: user, password, token, name, connect_timeout (2,000 ms), max_reconnect_attempts (10;
    -1 for ever), reconnect_delay (100 ms, doubling up to 5,000).
    """

    def __init__(self, urls, stream_class, max_message, options):
        self._servers = parse_servers(urls)
        # Without user, password and token.
        self.url = ",".join([server.shown for server in self._servers])
        # The largest message in bytes that the broker takes, as it says itself.
        self.max_payload = None
        self.max_message = max_message
        self.is_connected = False
        self.is_closed = False
        self.subscriptions = {}
        # Messages being handled, and bytes of those that wait for it.
        self.busy = 0
        self.held = 0
        # Set by the asyncio form: waits until there is room for one more.
        self.wait_for_room = None
        # Refusals that the broker sent without saying of what.
        self.refusals = []
        self.pings = 0
        self.pongs = 0
        # Counts the connections made, to tell a new one from the one that was asked.
        self.epoch = 0
        self._stream_class = stream_class
        self._options = options
        self._protocol = None
        self._deadline = None
        self._sid = 0

    async def connect(self):
        last = None
        timeout = self._options.get("connect_timeout") or 2000
        for server in self._servers:
            try:
                return await self._stream_class.within(self._open(server, timeout), timeout)
            except (OSError, ValueError, NatsBridgeError) as error:
                self.drop()
                last = error
                code = getattr(error, "code", None)
                if code in _FINAL:
                    raise NatsBridgeError(code, "%s: %s" % (self.url, error))
        raise NatsBridgeError("connection_failed", "no broker at %s: %s" % (self.url, last))

    async def _open(self, server, timeout):
        stream = await self._stream_class.open(server.host, server.port, timeout)
        try:
            stream.deadline = time.ticks_add(time.ticks_ms(), timeout)
            self._protocol, self.max_payload = await shake_hands(stream, server, self._options)
            for subscription in self.subscriptions.values():
                await self._send_sub(subscription)
        except BaseException:
            self._protocol = None
            stream.close()
            raise
        stream.deadline = self._deadline
        self.pings = self.pongs = 0
        self.epoch += 1
        self.is_connected = True

    async def reconnect(self, sleep_ms):
        """Tries again with growing waits; connection_failed after the last attempt."""
        delay = self._options.get("reconnect_delay") or 100
        attempts = self._options.get("max_reconnect_attempts")
        attempts = 10 if attempts is None else attempts
        while not self.is_closed:
            self.drop()
            try:
                return await self.connect()
            except NatsBridgeError as error:
                if attempts > 0:
                    attempts -= 1
                if attempts == 0 or error.code != "connection_failed":
                    raise
            await sleep_ms(delay)
            delay = min(delay * 2, 5000)

    def drop(self):
        """Lets go of the socket; subscriptions stay for the next one."""
        self.is_connected = False
        if self._protocol:
            self._protocol.stream.close()
            self._protocol = None

    def close(self):
        self.is_closed = True
        self.drop()
        for subscription in list(self.subscriptions.values()):
            subscription.close()

    def set_timeout(self, timeout_ms):
        """Limits how long the blocking form waits for the next operation; None for ever."""
        self._deadline = None if timeout_ms is None else time.ticks_add(time.ticks_ms(), timeout_ms)
        if self._protocol:
            self._protocol.stream.deadline = self._deadline

    async def publish(self, subject, chunks, size, reply=""):
        """Publishes `size` bytes given as pieces."""
        limit = self.max_payload or DEFAULT_MAX_PAYLOAD
        if size > limit:
            raise NatsBridgeError(
                "payload_too_large",
                "the message takes %d bytes, the broker allows %d (max_payload)" % (size, limit),
            )
        was_connected = self.is_connected
        try:
            await self.send(publish_pieces(subject, chunks, size, reply))
        except NatsBridgeError as error:
            if not was_connected:
                raise
            # Half an operation may be out: this socket is of no use any more.
            self.drop()
            raise NatsBridgeError(
                "publish_failed", "publishing to %s failed, the outcome is unknown: %s" % (subject, error)
            )

    async def ping(self):
        """Sends a PING; it is answered when `pongs` reaches the number returned."""
        self.pings += 1
        number = self.pings
        await self.send((b"PING\r\n",))
        return number

    async def subscribe(self, subject, queue="", is_inbox=False):
        self._sid += 1
        subscription = Subscription(self, self._sid, subject, queue, is_inbox)
        self.subscriptions[subscription.sid] = subscription
        try:
            await self._send_sub(subscription)
        except NatsBridgeError:
            self.subscriptions.pop(subscription.sid, None)
            raise
        return subscription

    async def unsubscribe(self, subscription):
        subscription.close()
        known = self.subscriptions.pop(subscription.sid, None)
        for item in subscription.items:
            self.took(item)
        subscription.items = []
        if known and self.is_connected:
            try:
                await self.send(("UNSUB %d\r\n" % subscription.sid,))
            except NatsBridgeError:
                # The next connection does not know of it either.
                pass

    async def _send_sub(self, subscription):
        queue = subscription.queue + " " if subscription.queue else ""
        await self.send(("SUB %s %s%d\r\n" % (subscription.subject, queue, subscription.sid),))

    async def send(self, parts):
        """Writes one operation, given as pieces."""
        if not self._protocol:
            raise NatsBridgeError("connection_failed", "not connected to %s" % self.url)
        try:
            await self._protocol.stream.write(parts)
        except OSError as error:
            self.drop()
            raise NatsBridgeError("connection_failed", "the connection to %s broke: %s" % (self.url, error))

    async def read_one(self):
        """Reads one operation and acts on it. OSError when the connection is gone, timeout by set_timeout."""
        if not self._protocol:
            raise OSError("not connected")
        line = await self._protocol.line()
        stream = self._protocol.stream
        # An operation that began is read to its end, whatever the time; only a dead stream ends it.
        stream.deadline = time.ticks_add(time.ticks_ms(), 30000)
        try:
            await act(self, self._protocol, line)
        except (ValueError, IndexError, MemoryError) as error:
            raise OSError("out of step with the broker: %s" % error)
        except NatsBridgeError as error:
            raise OSError("the stream broke off: %s" % error)
        stream.deadline = self._deadline

    def has_room(self, subscription, size):
        """Whether a message may be read now: small ones are read ahead, a big one only when no other is held."""
        if subscription.is_inbox:
            return True
        return self.held + size <= self.max_message // 4 or (not self.held and not self.busy)

    async def make_room(self, subscription, size):
        if self.wait_for_room and not await self.wait_for_room(subscription, size):
            return False
        return self.has_room(subscription, size)

    def put(self, subscription, item):
        """Hands a message or an error to a subscription, unless it has ended meanwhile."""
        if not subscription.is_closed:
            if isinstance(item, Message):
                self.held += item.size
            subscription.put(item)

    def took(self, item):
        """Counts out what has left the queue of a subscription."""
        if isinstance(item, Message):
            self.held -= item.size
