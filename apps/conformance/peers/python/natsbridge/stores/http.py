"""A server that takes PUT, GET and DELETE: WebDAV, nginx, a gateway."""

from __future__ import annotations

import uuid
from typing import AsyncIterator, Mapping, Optional
from urllib.parse import quote, urlsplit

from ..errors import NatsBridgeError
from ..file_server import StoredFile
from ..link_shape import is_below, plain_segments
from ..settings import fileserver_url as check_url
from ..text import link_label
from .file_name import file_name
from .http_client import send_request
from .spool import with_size


class HttpFileServer:
    """Stores each payload under ``{base_url}/{uuid}-{name}``, in a folder that exists.

    :param headers: of every request to it, such as ``{"Authorization": "Bearer ..."}``. Readers without this store read by a plain GET.
    """

    name = "http"

    def __init__(self, base_url: str, *, headers: Optional[Mapping[str, str]] = None) -> None:
        self.base_url, self._headers = check_url(base_url), dict(headers or {})

    def owns(self, url: str) -> bool:
        if not is_below(self.base_url + "/", url) or urlsplit(url).query:
            return False
        rest = plain_segments(urlsplit(url).path[len(urlsplit(self.base_url).path.rstrip("/")) :])
        return rest is not None and len(rest) == 1 and _has_uuid(rest[0])

    def read_request(self, url: str) -> tuple[str, Mapping[str, str]]:
        return url, self._headers

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        """
        :raises NatsBridgeError: ``upload_failed``
        """
        url = f"{self.base_url}/{uuid.uuid4()}-{quote(file_name(dataname), safe='')}"
        async with with_size(chunks, size) as (body, length):
            headers = {**self._headers, "Content-Type": "application/octet-stream", "Content-Length": str(length)}
            await send_request("PUT", url, data=body, headers=headers)
        return StoredFile(url)

    async def undo(self, stored: StoredFile) -> None:
        await self.remove(stored.url)

    async def remove(self, url: str) -> None:
        """
        :raises NatsBridgeError: ``link_forbidden`` for what is not its own, ``link_refused``
        """
        if not self.owns(url):
            raise NatsBridgeError("link_forbidden", f"{link_label(url)} is no file of this server; it is not removed")
        try:
            await send_request("DELETE", url, headers=self._headers, ok=(200, 202, 204, 404))
        except NatsBridgeError as error:
            raise NatsBridgeError("link_refused", error.message, **error.details) from error


def _has_uuid(segment: str) -> bool:
    try:
        return str(uuid.UUID(segment[:36])) == segment[:36] and segment[36:37] == "-"
    except ValueError:
        return False
