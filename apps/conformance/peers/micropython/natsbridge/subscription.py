class Subscription:
    """One interest in a subject. Messages and errors wait in `items` until they are handled."""

    def __init__(self, connection, sid, subject, queue, is_inbox):
        self.connection = connection
        self.sid = sid
        self.subject = subject
        self.queue = queue
        # The answer to a request is awaited by someone: there is always room for it.
        self.is_inbox = is_inbox
        self.items = []
        # Set by the asyncio form: wakes whoever waits for an item.
        self.wake = None
        self.is_closed = False

    def operation(self):
        """What tells the broker of it."""
        queue = self.queue + " " if self.queue else ""
        return "SUB %s %s%d\r\n" % (self.subject, queue, self.sid)

    def put(self, item):
        self.items.append(item)
        if self.wake:
            self.wake()

    def take(self):
        """The oldest message; an error in its place is raised."""
        item = self.items.pop(0)
        self.connection.room.took(item)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self):
        self.is_closed = True
        if self.wake:
            self.wake()
