# A NATS connection: subscriptions, publishing, reading, reconnecting. One implementation
# for the blocking and the asyncio form; they differ in the stream and in who calls read_one.

import time

from .broker_url import parse_servers, strip_credentials
from .constants import DEFAULT_MAX_PAYLOAD
from .errors import NatsBridgeError
from .handshake import read_info, refusal, shake_hands
from .message import Message
from .subscription import Subscription

_MAX_HEADERS = 2048
_FINAL = ("permission_denied", "unsupported", "invalid_config")


class Connection:
    """
    options: user, password, token, name, connect_timeout (2,000 ms), max_reconnect_attempts (10;
    -1 for ever), reconnect_delay (100 ms, doubling up to 5,000).
    """

    def __init__(self, urls, stream_class, max_message, options):
        self.url = strip_credentials(urls)
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
        self._servers = parse_servers(urls)
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
                attempts -= 1
                if not attempts or error.code != "connection_failed":
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
        head = "PUB %s %s%d\r\n" % (subject, reply + " " if reply else "", size)
        was_connected = self.is_connected
        try:
            await self._send(_with_ends(head, chunks))
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
        await self._send((b"PING\r\n",))
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
                await self._send(("UNSUB %d\r\n" % subscription.sid,))
            except NatsBridgeError:
                # The next connection does not know of it either.
                pass

    async def _send_sub(self, subscription):
        queue = subscription.queue + " " if subscription.queue else ""
        await self._send(("SUB %s %s%d\r\n" % (subscription.subject, queue, subscription.sid),))

    async def _send(self, parts):
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
            await self._act(line)
        except (ValueError, IndexError, MemoryError) as error:
            raise OSError("out of step with the broker: %s" % error)
        except NatsBridgeError as error:
            raise OSError("the stream broke off: %s" % error)
        stream.deadline = self._deadline

    async def _act(self, line):
        words = line.split()
        word = words[0].upper() if words else b""
        if word == b"MSG":
            reply = words[3] if len(words) == 5 else b""
            await self._message(words, reply, 0)
        elif word == b"HMSG":
            reply = words[3] if len(words) == 6 else b""
            await self._message(words, reply, int(words[-2]))
        elif word == b"PING":
            await self._send((b"PONG\r\n",))
        elif word == b"PONG":
            self.pongs += 1
        elif word == b"INFO":
            self.max_payload = read_info(line).get("max_payload")
        elif word == b"-ERR":
            self.refusals.append(refusal(line))
        elif word != b"+OK":
            raise ValueError(line[:20])

    async def _message(self, words, reply, header_size):
        protocol = self._protocol
        size = int(words[-1]) - header_size
        if size < 0 or header_size < 0:
            raise ValueError("a message of negative size")
        subject = words[1].decode()
        subscription = self.subscriptions.get(int(words[2]))
        status = ""
        if header_size > _MAX_HEADERS or not subscription:
            await protocol.drain(header_size)
        elif header_size:
            words = bytes(await protocol.exactly(header_size)).split(None, 2)
            if len(words) > 1 and words[1].isdigit():
                status = words[1].decode()
        if not subscription:
            return await protocol.drain(size + 2)
        item = None
        try:
            if size > self.max_message:
                what = "is over the %d that this runtime handles (MAX_PAYLOAD_SIZE)" % self.max_message
            elif self.wait_for_room and not await self.wait_for_room(subscription, size) or not self.has_room(subscription, size):
                what = "came while others were still being handled"
            else:
                item = Message(subject, reply.decode(), await protocol.exactly(size), status)
        except MemoryError:
            what = "does not fit into memory"
        if item:
            await protocol.drain(2)
            self.held += size
        else:
            await protocol.drain(size + 2)
            item = NatsBridgeError("payload_too_large", "a message of %d bytes on %s was dropped: it %s" % (size, subject, what))
        subscription.put(item)

    def has_room(self, subscription, size):
        """Whether a message may be read now: small ones are read ahead, a big one only when no other is held."""
        if subscription.is_inbox:
            return True
        return self.held + size <= self.max_message // 4 or (not self.held and not self.busy)

    def took(self, item):
        if isinstance(item, Message):
            self.held -= item.size


def _with_ends(head, chunks):
    # Small pieces leave together: each write may be a packet.
    small = head.encode()
    for chunk in chunks:
        if len(chunk) > 256:
            if small:
                yield small
            small = b""
            yield chunk
        else:
            small += chunk.encode() if isinstance(chunk, str) else chunk
    yield small + b"\r\n"
