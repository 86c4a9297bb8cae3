"""S3 and what speaks it."""

from __future__ import annotations

import uuid
from typing import AsyncIterator, Mapping, Optional
from urllib.parse import quote, urlsplit

from ..errors import NatsBridgeError
from ..file_server import StoredFile
from ..link_shape import is_below, plain_segments
from ..settings import fileserver_url as check_url
from ..settings import whole_number
from ..text import link_label
from .file_name import file_name
from .http_client import send_request
from .sign_s3 import S3Login, sign_s3
from .spool import with_size

_MOST_SECONDS = 604_800


class S3FileServer:
    """Stores each payload as ``{prefix}{uuid}/{name}`` in a bucket; a link is a signed GET, which everybody can read until it expires.

    Whoever holds this store reads its links also later, and removes them. Objects end by a lifecycle rule of the bucket.

    :param endpoint: such as ``https://s3.eu-central-1.amazonaws.com``; the bucket is the first part of the path.
    :param prefix: of the keys, ending in ``/``.
    :param ttl: seconds that a link can be read, at most and by default 604,800 (a week).
    """

    name = "s3"

    def __init__(self, endpoint: str, bucket: str, *, access_key_id: str, secret_access_key: str, session_token: Optional[str] = None, region: str = "us-east-1",
                 prefix: str = "natsbridge/", ttl: int = _MOST_SECONDS) -> None:  # fmt: skip
        if prefix and not prefix.endswith("/"):
            raise NatsBridgeError("invalid_config", "prefix: ends in /", option="prefix")
        if whole_number("ttl", ttl, 1) > _MOST_SECONDS:
            raise NatsBridgeError("invalid_config", f"ttl: a link of S3 lives at most {_MOST_SECONDS:,} seconds", option="ttl")
        self._base = f"{check_url(endpoint)}/{quote(bucket, safe='')}/{quote(prefix)}"
        self._login, self._ttl = S3Login(access_key_id, secret_access_key, session_token, region), ttl

    def owns(self, url: str) -> bool:
        if not is_below(self._base, url):
            return False
        rest = plain_segments(urlsplit(url).path[len(urlsplit(self._base).path) :])
        return rest is not None and len(rest) == 2 and all(rest)

    def read_request(self, url: str) -> tuple[str, Mapping[str, str]]:
        """Signed anew: the link may have expired."""
        return sign_s3("GET", _bare(url), self._login, 3_600), {}

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        """
        :raises NatsBridgeError: ``upload_failed``
        """
        url = f"{self._base}{uuid.uuid4()}/{quote(file_name(dataname), safe='-_.~')}"
        async with with_size(chunks, size) as (body, length):
            headers = {"Content-Length": str(length), "Content-Type": "application/octet-stream"}
            await send_request("PUT", sign_s3("PUT", url, self._login, 3_600), data=body, headers=headers)
        return StoredFile(sign_s3("GET", url, self._login, self._ttl))

    async def undo(self, stored: StoredFile) -> None:
        await self.remove(stored.url)

    async def remove(self, url: str) -> None:
        """
        :raises NatsBridgeError: ``link_forbidden`` for what is not its own, ``link_refused``
        """
        if not self.owns(url):
            raise NatsBridgeError("link_forbidden", f"{link_label(url)} is no object of this store; it is not removed")
        try:
            await send_request("DELETE", sign_s3("DELETE", _bare(url), self._login, 3_600), ok=(200, 204, 404))
        except NatsBridgeError as error:
            raise NatsBridgeError("link_refused", error.message, **error.details) from error


def _bare(url: str) -> str:
    return url.split("?", 1)[0].split("#", 1)[0]
