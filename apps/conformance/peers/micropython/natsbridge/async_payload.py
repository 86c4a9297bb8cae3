import asyncio

from .async_stream import AsyncStream, within
from .payload import Payload


class AsyncPayload(Payload):
    """A payload of the asyncio form."""

    async def value(self):
        """The value, as smartreceive gives it at once without lazy."""
        return await self._value(_Files)

    async def save_to(self, path, on_progress=None):
        """
        Writes the bytes to a file, 4 KiB at a time, which appears under its name when size and checksum are right.
        Returns their number. on_progress(loaded, total) is called after each piece of a link.
        """
        return await self._save_to(path, on_progress, _Files)


class _Files:
    @staticmethod
    async def open_file_server(link, settings):
        stream = await within(AsyncStream.open(link.host.strip("[]"), link.port), settings.headers_timeout)
        if link.scheme == "https":
            from .tls_context import start_tls

            try:
                stream.wrap(start_tls(stream.sock, link.host, settings))
            except BaseException:
                stream.close()
                raise
        return stream

    @staticmethod
    async def sleep(timeout):
        await asyncio.sleep_ms(timeout)
