"""Every file system of fsspec that can sign URLs: s3fs, gcsfs, adlfs and others."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from typing import Any, AsyncIterator, Mapping, Optional

from ..errors import NatsBridgeError
from ..file_server import StoredFile
from ..link_shape import is_below
from ..text import cut, link_label
from .file_name import file_name


class FsspecFileServer:
    """Stores each payload as ``{path}/{uuid}/{name}``; a link is what ``filesystem.sign`` gives.

    :param filesystem: such as ``fsspec.filesystem("gcs")``.
    :param path: the folder, such as ``"bucket/natsbridge"``.
    :param base_url: where signed URLs of that folder begin, ending in ``/``. Without it only what this object uploaded is its own.
    :param ttl: seconds that a link can be read.
    """

    name = "fsspec"

    def __init__(self, filesystem: Any, path: str, *, base_url: Optional[str] = None, ttl: int = 604_800) -> None:
        if base_url is not None and not base_url.endswith("/"):
            raise NatsBridgeError("invalid_config", "base_url: ends in /", option="base_url")
        self._filesystem, self._path, self._base_url, self._ttl = filesystem, path.rstrip("/"), base_url, ttl
        self._uploaded: dict[str, str] = {}

    def owns(self, url: str) -> bool:
        return url in self._uploaded or (self._base_url is not None and is_below(self._base_url, url) and len(self._rest(url).split("/")) == 2)

    def read_request(self, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {}

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        """
        :raises NatsBridgeError: ``upload_failed``, ``unsupported`` where the file system signs no URLs
        """
        place = f"{self._path}/{uuid.uuid4()}/{file_name(dataname)}"
        try:
            await asyncio.to_thread(self._filesystem.makedirs, place.rsplit("/", 1)[0], exist_ok=True)
            file = await asyncio.to_thread(self._filesystem.open, place, "wb")
            try:
                async for chunk in chunks:
                    await asyncio.to_thread(file.write, chunk)
            finally:
                await asyncio.to_thread(file.close)
            url = str(await asyncio.to_thread(self._filesystem.sign, place, expiration=self._ttl))
        except NotImplementedError as error:
            await self._remove(place)
            raise NatsBridgeError("unsupported", f"{type(self._filesystem).__name__} signs no URLs, so nobody could read a link") from error
        except NatsBridgeError:
            await self._remove(place)
            raise
        except Exception as error:
            await self._remove(place)
            raise NatsBridgeError("upload_failed", f"{type(self._filesystem).__name__}: {type(error).__name__}: {cut(error)}") from error
        self._uploaded[url] = place
        return StoredFile(url)

    async def undo(self, stored: StoredFile) -> None:
        await self.remove(stored.url)

    async def remove(self, url: str) -> None:
        """
        :raises NatsBridgeError: ``link_forbidden`` for what is not its own
        """
        if not self.owns(url):
            raise NatsBridgeError("link_forbidden", f"{link_label(url)} is no file of this store; it is not removed")
        await self._remove(self._uploaded.pop(url, "") or f"{self._path}/{self._rest(url)}")

    def _rest(self, url: str) -> str:
        return url[len(self._base_url or "") :].split("?", 1)[0]

    async def _remove(self, place: str) -> None:
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self._filesystem.rm_file, place)
