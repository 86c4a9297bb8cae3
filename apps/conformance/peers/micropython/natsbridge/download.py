# A link to a sink, in pieces, with its size and checksum looked at, again and again with growing waits.

import os
from binascii import hexlify
from hashlib import sha256

from .deadline import deadline_in
from .errors import NatsBridgeError
from .http_get import Answer
from .link import show
from .sinks import PIECE, SinkError

class Download:
    """
    expected: the size, and the checksum in lower case without prefix; None where the message does not say.
    form: has open_file_server(link, settings) and sleep(ms). meanwhile: called between pieces, or None.
    """

    def __init__(self, link, url, size, checksum, settings, form, meanwhile=None):
        self._link = link
        self._what = show(url)
        self._size = size
        self._checksum = checksum
        self._settings = settings
        self._form = form
        self._meanwhile = meanwhile

    async def to(self, sink, on_progress=None):
        """
        Fills the sink, which has begin() for a first piece that follows, and write(view). Returns the number of bytes.
        """
        settings = self._settings
        if self._size is not None and self._size > settings.max_download_bytes:
            self._too_large()
        end = deadline_in(settings.total_timeout or None)
        delay = settings.base_delay
        self._count = 0
        may_resume = self._checksum is not None
        attempt = 0
        while True:
            attempt += 1
            start = self._count if may_resume else 0
            try:
                await self._attempt(sink, start, end, on_progress)
                return self._count
            except (OSError, NatsBridgeError) as error:
                fault = self._fault(error)
            status = fault.details.get("status")
            if start and status and fault.code != "link_unreachable":
                # The server knows no ranges: the whole file, at once, once.
                may_resume = False
                attempt -= 1
                continue
            # After a refused range, or bytes that are not the file, the next attempt is a whole GET.
            may_resume = self._checksum is not None and not status and fault.code != "checksum_mismatch"
            if not self._is_retried(fault) or attempt >= settings.max_retries:
                raise fault
            wait = fault.details.get("retry_after") or delay - delay * os.urandom(1)[0] // 512
            await self._form.sleep(min(wait, settings.max_delay))
            delay = min(delay * 2, settings.max_delay)

    async def _attempt(self, sink, start, end, on_progress):
        stream = await self._form.open_file_server(self._link, self._settings)
        try:
            answer = Answer(stream, self._settings, end)
            await answer.ask(self._link, start)
            if answer.status not in (200, 206) or (answer.status == 206 and not self._is_rest(answer, start)):
                raise answer.refusal(self._what)
            if answer.is_encoded:
                raise NatsBridgeError("link_refused", "%s answered with a Content-Encoding that nobody asked for" % self._what)
            if answer.status == 200:
                self._count = 0
                self._hash = sha256()
                sink.begin()
            await self._read(answer, sink, on_progress)
        finally:
            stream.close()

    def _is_rest(self, answer, start):
        return start and (answer.headers.get("content-range") or "").startswith("bytes %d-" % start)

    async def _read(self, answer, sink, on_progress):
        view = memoryview(bytearray(PIECE))
        while True:
            count = await answer.readinto(view)
            if not count:
                break
            if self._count + count > self._settings.max_download_bytes:
                self._too_large()
            if self._size is not None and self._count + count > self._size:
                raise NatsBridgeError("checksum_mismatch", "%s has more than the %d bytes that size says" % (self._what, self._size))
            sink.write(view[:count])
            self._hash.update(view[:count])
            self._count += count
            if on_progress:
                on_progress(self._count, self._size)
            if self._meanwhile:
                self._meanwhile()
        if self._size is not None and self._count != self._size:
            raise NatsBridgeError("checksum_mismatch", "%s has %d bytes, size says %d" % (self._what, self._count, self._size))
        actual = hexlify(self._hash.digest()).decode()
        if self._checksum is not None and self._checksum != actual:
            raise NatsBridgeError("checksum_mismatch", "checksum says %s, %s has %s" % (self._checksum[:64], self._what, actual))

    def _fault(self, error):
        if isinstance(error, NatsBridgeError):
            if error.code == "timeout":
                return NatsBridgeError("link_unreachable", "%s: %s" % (self._what, error.message))
            if error.code == "link_unreachable" and "status" not in error.details:
                return NatsBridgeError(error.code, "%s: %s" % (self._what, error.message), details=error.details)
            return error
        if isinstance(error, SinkError):
            return NatsBridgeError("unsupported", "%s cannot be written: %s" % (self._what, error))
        return NatsBridgeError("link_unreachable", "%s: %s" % (self._what, error))

    def _is_retried(self, fault):
        return fault.code in ("link_unreachable", "checksum_mismatch") and not fault.details.get("is_final")

    def _too_large(self):
        most = self._settings.max_download_bytes
        raise NatsBridgeError("link_too_large", "%s has more than max_download_bytes, %d" % (self._what, most))
