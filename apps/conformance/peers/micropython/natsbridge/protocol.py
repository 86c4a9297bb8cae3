# The NATS client protocol over a stream: lines and counted bytes, never more than one message in memory.

_MAX_LINE = 16384


class Protocol:
    def __init__(self, stream):
        self.stream = stream
        self._buffer = bytearray(1024)
        self._view = memoryview(self._buffer)
        self._start = 0
        self._end = 0
        # Start of a line whose end has not come; survives a time-out.
        self._line = b""

    async def line(self):
        """The next line without its CR LF, as bytes."""
        while True:
            at = self._buffer.find(b"\n", self._start, self._end)
            stop = self._end if at < 0 else at
            self._line += bytes(self._view[self._start : stop])
            self._start = stop
            if at >= 0:
                self._start = at + 1
                line = self._line
                self._line = b""
                return line[:-1] if line.endswith(b"\r") else line
            if len(self._line) > _MAX_LINE:
                raise OSError("a line without an end")
            await self._fill()

    async def exactly(self, size):
        """The next `size` bytes as a bytearray."""
        return await self.fill(bytearray(size))

    async def fill(self, data):
        """`data`, a bytearray, filled with the next bytes."""
        size = len(data)
        view = memoryview(data)
        at = min(size, self._end - self._start)
        view[:at] = self._view[self._start : self._start + at]
        self._start += at
        while at < size:
            count = await self.stream.readinto(view[at:])
            if not count:
                raise OSError("end of stream")
            at += count
        return data

    async def some(self, view):
        """Bytes into `view`, at least one; 0 at the end of the stream."""
        here = min(len(view), self._end - self._start)
        if not here:
            return await self.stream.readinto(view)
        view[:here] = self._view[self._start : self._start + here]
        self._start += here
        return here

    async def drain(self, size):
        """Reads over `size` bytes without keeping them."""
        while True:
            here = min(size, self._end - self._start)
            self._start += here
            size -= here
            if not size:
                return
            await self._fill()

    async def _fill(self):
        self._start = 0
        self._end = 0
        count = await self.stream.readinto(self._view)
        if not count:
            raise OSError("end of stream")
        self._end = count
