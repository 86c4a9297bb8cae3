# A NATS connection: its state, subscriptions, publishing. What happens to it is in life.py; who drives it, and how
# it waits, is its `form`: turns.py or tasks.py.

from .broker_url import parse_servers
from .constants import DEFAULT_MAX_PAYLOAD
from .deadline import deadline_in
from .errors import NatsBridgeError, unknown
from .operations import publish_pieces
from .room import Room
from .subscription import Subscription


class Connection:
    """
    state: "new", "connecting", "connected", "waiting" (for the next attempt) or "closed". fault: why the last
    attempt failed or the connection was lost. report: called with every error that no call can raise.
    """

    def __init__(self, urls, form_class, max_message, settings, report):
        self.servers = parse_servers(urls)
        self.url = ",".join([server.shown for server in self.servers])
        self.max_payload = None  # of a message, as the broker says it
        self.max_message = max_message
        self.settings = settings
        self.report = report
        self.state = "new"
        self.fault = None
        # Calls that wait for the next attempt and raise its failure.
        self.callers = 0
        # Attempts that failed in a row, and ever.
        self.failures = 0
        self.attempts = 0
        self.retry_at = None
        self.stream = None
        self.protocol = None
        self.subscriptions = {}
        self.room = Room(self)
        # Refusals that the broker sent to someone who waits for its word.
        self.refusals = []
        self.confirming = 0
        self.pings = 0
        self.pongs = 0
        # The PING after the last send that returned before its PONG came.
        self.owed = 0
        self.unanswered = 0
        self.alarm = None
        self.began = None
        # Whether it was ended from outside of its life.
        self.is_cut = False
        # Whether anything came of it: then the next attempt follows after the shortest delay.
        self.is_proved = False
        # Counts the connections made, to tell a new one from the one that was asked.
        self.epoch = 0
        self._sid = 0
        self.form = form_class(self)

    @property
    def is_connected(self):
        return self.state == "connected"

    @property
    def is_closed(self):
        return self.state == "closed"

    def begin(self):
        """The handshake is done."""
        self.pings = self.pongs = self.owed = self.unanswered = self.failures = 0
        self.began = None
        self.alarm = deadline_in(self.settings.ping_interval)
        self.epoch += 1
        self.fault = None
        self.state = "connected"
        self.form.tell()

    def lose(self, error):
        """An attempt failed or the connection broke: says so; the next attempt follows, unless it was the last."""
        if not isinstance(error, NatsBridgeError):
            text = str(error) or type(error).__name__
            error = NatsBridgeError("connection_failed", "the connection to %s was lost: %s" % (self.url, text))
        owed = self.owed > self.pongs
        if not self.is_connected:
            self.failures += 1
            self.attempts += 1
        self.drop()
        self.fault = error
        if self.failures == self.settings.max_reconnect_attempts:
            self.close()
        if not self.callers:
            self.report(error)
        if owed:
            self.report(NatsBridgeError("publish_failed", "the connection broke before the last sends were confirmed"))
        self.form.tell()

    def cut(self, error):
        """Ends a connection that is of no use any more, from outside of its life; the next attempt follows."""
        self.lose(error)
        self.is_cut = True
        self.form.restart()

    def drop(self):
        """Lets go of the socket; subscriptions stay for the next one."""
        if self.state != "closed":
            self.state = "waiting"
        self.alarm = None
        stream = self.stream
        self.stream = self.protocol = None
        if stream:
            stream.close()

    def close(self):
        self.drop()
        self.state = "closed"
        for subscription in list(self.subscriptions.values()):
            subscription.close()
        self.form.tell()

    async def publish(self, subject, chunks, size, reply="", confirms=False, timeout=5000):
        """Publishes `size` bytes given as pieces; gives what `confirmed` needs. `timeout`: ms for the broker to take it."""
        limit = self.max_payload or DEFAULT_MAX_PAYLOAD
        if size > limit:
            raise NatsBridgeError(
                "payload_too_large",
                "the message takes %d bytes, the broker allows %d (max_payload)" % (size, limit),
            )
        self.pings += confirms
        asked = (self.epoch, self.pings)
        await self.send(publish_pieces(subject, chunks, size, reply, confirms), timeout)
        return asked

    async def confirmed(self, asked, timeout):
        """
        Waits until the broker has taken what was sent before the PING `asked` is about; raises what it refused.
        Where a message that finds no room lies before the answer, it ends at once: the broker is there, and what
        it has not taken by the time the connection breaks is reported.
        """
        epoch, number = asked

        def is_done():
            return self.pongs >= number or self.epoch != epoch or self.room.is_blocked or not self.is_connected

        self.confirming += 1
        # Beside what the sender holds there is no room for a large message.
        self.room.busy += 1
        try:
            in_time = await self.form.until(is_done, timeout)
        finally:
            self.confirming -= 1
            self.room.busy -= 1
        if self.epoch != epoch or not self.is_connected:
            raise unknown("publish_failed", "the connection broke, the outcome of what was sent is unknown")
        if not in_time:
            self._give_up(timeout)
        if self.refusals:
            raise self.refusals.pop(0)
        if self.pongs < number:
            self.owed = number

    def _give_up(self, timeout):
        self.cut(OSError("it did not take a message in %d ms" % timeout))
        raise unknown("timeout", "the broker did not take the message in %d ms, the outcome is unknown" % timeout)

    async def ping(self, timeout=5000):
        """Sends a PING; gives what `confirmed` needs."""
        self.pings += 1
        asked = (self.epoch, self.pings)
        await self.send((b"PING\r\n",), timeout)
        return asked

    async def subscribe(self, subject, queue="", is_inbox=False):
        """The subscription stands at the broker as soon as the connection does."""
        self._sid += 1
        subscription = Subscription(self, self._sid, subject, queue, is_inbox)
        self.subscriptions[subscription.sid] = subscription
        if self.is_connected:
            await self.post(subscription.operation())
        return subscription

    async def unsubscribe(self, subscription):
        subscription.close()
        known = self.subscriptions.pop(subscription.sid, None)
        for item in subscription.items:
            self.room.took(item)
        subscription.items = []
        self.form.tell()
        if known and self.is_connected:
            await self.post("UNSUB %d\r\n" % subscription.sid)

    async def post(self, operation):
        """Writes a short operation. What is lost with the connection is said again on the next one, or not true there."""
        try:
            await self.form.post(operation)
        except OSError as error:
            self.cut(error)
        except NatsBridgeError:
            pass

    async def send(self, parts, timeout):
        """Writes one operation, given as pieces, in at most `timeout` ms; after a failure the connection is cut."""
        stream = self.stream
        if not self.is_connected:
            raise NatsBridgeError("connection_failed", "not connected to %s" % self.url)
        try:
            await stream.write(parts, deadline_in(timeout))
        except OSError as error:
            self.cut(error)
            raise unknown("publish_failed", "the outcome of what was sent is unknown: %s" % self.fault.message)
        except NatsBridgeError:
            self._give_up(timeout)
        except BaseException:
            # Half an operation may be out, and nothing can be said after it.
            if self.stream is stream and stream.is_half:
                self.cut(OSError("a send was broken off"))
            raise

    def refuse(self, error):
        """A refusal of the broker: for who waits for its word, else reported."""
        if self.confirming or self.room.askers:
            self.refusals.append(error)
        else:
            self.report(error)
