# A payload that is read when it is asked for: all of a message with lazy=True, and links always.

from .errors import NatsBridgeError
from .plain_text import cut


class Payload:
    """
    dataname, payload_type ("table" of older peers until it is read), transport ("direct" or "link"), and size in bytes
    as the message says it, or None. value() and save_to(path) may be called any number of times; a link is asked anew
    each time. Errors name the payload.
    """

    def __init__(self, reader, link, url, receiving):
        payload = reader.payload
        self.dataname = payload["dataname"]
        self.payload_type = payload["payload_type"]
        self.transport = payload["transport"]
        self.size = reader.size
        self._reader = reader
        self._link = link
        self._url = url
        self._receiving = receiving

    async def _value(self, form, meanwhile=None):
        reader = self._reader
        if self.transport == "direct":
            return reader.read()[0]
        settings = self._receiving.settings
        if self.size is not None and self.size > reader.limit:
            self._fail("link_too_large", "%d bytes are more than MAX_PAYLOAD_SIZE %d: use save_to(path)" % (self.size, reader.limit))
        handler = self._receiving.handler
        if handler:
            data = handler(self._url, settings.max_retries, settings.base_delay, settings.max_delay, self._receiving.correlation_id)
            if hasattr(data, "send"):
                data = await data
            if not isinstance(data, (bytes, bytearray)):
                self._fail("link_unreachable", "fileserver_download_handler gave no bytes")
        else:
            from .sinks import MemorySink

            sink = MemorySink(self.size, reader.limit)
            try:
                await self._fetch(form, meanwhile, sink, None)
            except MemoryError:
                self._fail("link_too_large", "no memory for its bytes: use save_to(path)")
            data = sink.data
        return reader.read_bytes(data)[0]

    async def _save_to(self, path, on_progress, form, meanwhile=None):
        from .sinks import PIECE, FileSink

        sink = FileSink(path)
        try:
            if self.transport == "link":
                count = await self._fetch(form, meanwhile, sink, on_progress)
            else:
                view = self._reader.raw()
                sink.begin()
                for at in range(0, len(view), PIECE):
                    sink.write(view[at : at + PIECE])
                count = len(view)
            sink.done()
        except BaseException:
            sink.fail()
            raise
        return count

    async def _fetch(self, form, meanwhile, sink, on_progress):
        from .download import Download

        checksum = self._reader.checksum()
        download = Download(self._link, self._url, self.size, checksum, self._receiving.settings, form, meanwhile)
        try:
            return await download.to(sink, on_progress)
        except NatsBridgeError as error:
            self._fail(error.code, error.message, error.details)

    def _fail(self, code, what, details=None):
        index = self._reader.index
        text = "payload %d (%s): %s" % (index, cut(self.dataname), what)
        raise NatsBridgeError(code, text, self.dataname, index, details)


class Receiving:
    """What the payloads of one message have in common."""

    def __init__(self, settings, handler, correlation_id):
        self.settings = settings
        self.handler = handler
        self.correlation_id = correlation_id
