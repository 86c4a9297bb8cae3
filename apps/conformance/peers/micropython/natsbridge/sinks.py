# Where the bytes of a payload go.

import os

from .errors import NatsBridgeError

# Bytes that are in memory at a time.
PIECE = 4096


class SinkError(OSError):
    """The sink failed, not the link."""


class FileSink:
    """A file that appears under its name when done() is called; until then its bytes are in a file beside it."""

    def __init__(self, path):
        self._path = path
        self._part = path + ".part"
        self._file = None

    def begin(self):
        try:
            if self._file:
                self._file.close()
            self._file = open(self._part, "wb")
        except OSError as error:
            raise SinkError(str(error))

    def write(self, view):
        try:
            self._file.write(view)
        except OSError as error:
            raise SinkError(str(error))

    def done(self):
        self._file.close()
        try:
            # Some file systems rename over nothing only.
            os.remove(self._path)
        except OSError:
            pass
        os.rename(self._part, self._path)

    def fail(self):
        if self._file:
            self._file.close()
            os.remove(self._part)


class MemorySink:
    """Bytes in memory, at most `most`."""

    def __init__(self, size, most):
        self._most = most
        self._size = size
        self.data = None
        self._at = 0

    def begin(self):
        self.data = bytearray(self._size or 0)
        self._at = 0

    def write(self, view):
        end = self._at + len(view)
        if end > self._most:
            raise NatsBridgeError(
                "link_too_large", "more than MAX_PAYLOAD_SIZE, %d bytes, is not read into memory: use save_to(path)" % self._most
            )
        if self._size is None:
            self.data.extend(view)
        else:
            self.data[self._at : end] = view
        self._at = end
