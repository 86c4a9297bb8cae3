# One GET of a link: its answer, and its body piece by piece. Never follows a redirect, never hands out what is encoded.

import time

from .deadline import deadline_in, ms_left
from .errors import NatsBridgeError
from .plain_text import cut
from .protocol import Protocol

_MAX_HEADERS = 100
# A download that waits for its bytes is looked at every so many ms.
_WATCHED = 60000
_RETRIED = (408, 425, 429)


class Answer:
    """
    status, headers (names in lower case), is_encoded, and readinto() of the body of one GET from `start` on. OSError
    where the connection or the answer breaks off.
    """

    def __init__(self, stream, settings, end):
        self._stream = stream
        self._settings = settings
        self._end = end
        self._protocol = Protocol(stream)
        self._left = None
        self._is_chunked = self._is_inside = False
        self._waited = 0
        self._came = 0
        self.status = 0
        self.headers = {}
        self.is_encoded = False

    async def ask(self, link, start):
        text = "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: natsbridge-micropython\r\nAccept-Encoding: identity\r\nConnection: close\r\n%s\r\n"
        self._limit(self._settings.headers_timeout)
        more = "Range: bytes=%d-\r\n" % start if start else ""
        await self._stream.write((text % (link.target, link.authority, more),))
        self.status = 100
        while 100 <= self.status < 200:
            if self.status == 101:
                raise OSError("it answered 101")
            self.status, self.headers = 0, {}
            await self._read_head()
        length = self.headers.get("content-length")
        coding = self.headers.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise OSError("an unknown Transfer-Encoding")
        self._is_chunked = coding is not None
        if not self._is_chunked and length is not None:
            if not length.isdigit() or len(length) > 15:
                raise OSError("a bad Content-Length")
            self._left = int(length)
        elif self._is_chunked:
            self._left = 0
        encoding = self.headers.get("content-encoding")
        self.is_encoded = encoding is not None and encoding.lower() != "identity"

    async def readinto(self, view):
        """Bytes of the body into `view`: how many; 0 at its end."""
        self._limit(self._settings.idle_timeout)
        if self._left == 0 and not (self._is_chunked and await self._next_chunk()):
            # The end of a chunked body was read: nothing follows.
            self._is_chunked = False
            return 0
        if self._left is not None and len(view) > self._left:
            view = view[: self._left]
        began = time.ticks_ms()
        count = await self._protocol.some(view)
        self._watch(time.ticks_diff(time.ticks_ms(), began), count)
        if count:
            if self._left is not None:
                self._left -= count
        elif self._left is not None:
            raise OSError("the body broke off")
        return count

    def refusal(self, what):
        """The error that an answer other than the file means; one with `retry_after` in details where that is said."""
        status = self.status
        location = self.headers.get("location") or ""
        said = ""
        if 300 <= status < 400:
            # Plik hides the status of a failed GET in the address of its web page.
            head, mark, tail = location.rpartition("&errcode=")
            code = tail.partition("&")[0]
            if not mark or "err=" not in head or not code.isdigit() or not 400 <= int(code[:4]) < 600:
                return NatsBridgeError("link_refused", "%s answered with a redirect (%d), which is never followed" % (what, status))
            status = int(code)
            said = ": " + cut(head.partition("err=")[2])
        code = "link_refused"
        if status in (404, 410) or (status == 403 and "expired" in said.lower()):
            code = "link_gone"
        elif status in _RETRIED or status >= 500:
            code = "link_unreachable"
        wait = self.headers.get("retry-after") or ""
        details = {"status": status, "retry_after": int(wait) * 1000 if wait.isdigit() and len(wait) < 7 else None}
        return NatsBridgeError(code, "%s answered %d%s" % (what, status, said), details=details)

    async def _read_head(self):
        words = (await self._protocol.line()).split(None, 2)
        if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or len(words[1]) != 3 or not words[1].isdigit():
            raise OSError("no HTTP answer")
        self.status = int(words[1])
        for _ in range(_MAX_HEADERS):
            line = await self._protocol.line()
            if not line:
                return
            name, _, value = line.partition(b":")
            try:
                name, value = name.decode().strip().lower(), value.decode().strip()
            except UnicodeError:
                continue
            # What is said twice counts as both.
            self.headers[name] = "%s, %s" % (self.headers[name], value) if name in self.headers else value
        raise OSError("too many headers")

    async def _next_chunk(self):
        if self._is_inside:
            await self._protocol.drain(2)
        self._is_inside = True
        size = (await self._protocol.line()).partition(b";")[0].strip()
        if not size or len(size) > 12 or size.strip(b"0123456789abcdefABCDEF"):
            raise OSError("a bad chunk")
        self._left = int(size, 16)
        return self._left > 0

    def _limit(self, timeout):
        left = ms_left(self._end)
        if left is not None and left <= 0:
            raise NatsBridgeError("link_unreachable", "it took longer than total_timeout")
        self._stream.deadline = deadline_in(timeout if left is None else min(timeout, left))

    def _watch(self, waited, count):
        self._came += count
        self._waited += waited
        if self._waited < _WATCHED:
            return
        least = self._settings.min_speed * self._waited // 1000
        if self._came < least:
            what = "it was slower than min_speed, %d bytes a second" % self._settings.min_speed
            raise NatsBridgeError("link_unreachable", what, details={"is_final": True})
        self._waited = self._came = 0
