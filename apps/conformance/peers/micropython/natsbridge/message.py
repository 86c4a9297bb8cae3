class Message:
    """A received NATS message whose `data` is its own memory; smartreceive decodes in it and takes it away."""

    is_owned = True

    def __init__(self, subject, reply, data, status):
        self.subject = subject
        self.reply = reply
        self.data = data
        self.size = len(data)
        # Status in the NATS header, such as "503"; "" without one.
        self.status = status

    def copy(self):
        """The same with memory of its own, to be read again later."""
        return Message(self.subject, self.reply, bytearray(self.data), self.status)
