# What a connection holds of what came, and whether there is room for more: the heap takes one large message.

from .constants import LARGE
from .message import Message


class Room:
    def __init__(self, connection):
        self._connection = connection
        # Messages being handled, and bytes of those that wait for it.
        self.busy = 0
        self.held = 0
        # How many wait for an answer: then what finds no room is dropped, else it waits in the socket.
        self.askers = 0
        # Whether one waits in the socket, and with it all that the broker said later.
        self.is_blocked = False
        self._wanted = None
        self._is_tidy = False

    def has_room(self, subscription, size):
        """Whether a message may be read now: small ones are read ahead, a big one only when no other is held."""
        if subscription.is_inbox:
            return True
        return self.held + size <= self._connection.max_message // 4 or (not self.held and not self.busy)

    def is_to_wait(self, subscription, size):
        """Whether a message shall not be read now; until_free() waits until it may, or nobody wants it any more."""
        if self.has_room(subscription, size):
            is_tidy, self._is_tidy = self._is_tidy, False
            if is_tidy or size < LARGE:
                return False
        elif self.askers:
            return False
        self._wanted = (subscription, size)
        return True

    async def until_free(self):
        # A large message gets the lowest place there is, so that the value to come finds one piece above it.
        connection = self._connection
        subscription, size = self._wanted
        try:
            while not (self.has_room(subscription, size) or self.askers or subscription.is_closed):
                self.is_blocked = True
                connection.form.tell()
                await connection.form.pause()
        finally:
            self.is_blocked = False
        self._wanted = None
        await connection.form.tidy()
        self._is_tidy = True

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
