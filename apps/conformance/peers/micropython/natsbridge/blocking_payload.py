import time

from .addresses import Addresses
from .blocking_stream import BlockingStream, run_blocking
from .deadline import deadline_in
from .payload import Payload


class BlockingPayload(Payload):
    """A payload of the blocking form."""

    # Called between the pieces of a download: keeps the connection alive. Set by a bridge.
    meanwhile = None

    def value(self):
        """The value, as smartreceive gives it at once without lazy."""
        return run_blocking(self._value(_Files, self.meanwhile))

    def save_to(self, path, on_progress=None):
        """
        Writes the bytes to a file, 4 KiB at a time, which appears under its name when size and checksum are right.
        Returns their number. on_progress(loaded, total) is called after each piece of a link.
        """
        return run_blocking(self._save_to(path, on_progress, _Files, self.meanwhile))


class _Files:
    @staticmethod
    async def open_file_server(link, settings):
        stream = BlockingStream(Addresses().of(link.host.strip("[]"), link.port))
        try:
            stream.deadline = deadline_in(settings.headers_timeout)
            await stream.ready()
            if link.scheme == "https":
                from .tls_context import start_tls

                stream.wrap(start_tls(stream.sock, link.host, settings))
        except BaseException:
            stream.close()
            raise
        return stream

    @staticmethod
    async def sleep(timeout):
        time.sleep_ms(timeout)
