"""Storing a payload as a link."""

from __future__ import annotations

import inspect
from typing import Any, AsyncIterator, Callable, Optional
from urllib.parse import urlsplit

from ..errors import NatsBridgeError
from ..file_server import FileServer, StoredFile
from ..settings import fileserver_url
from ..stores.plik import PlikFileServer
from ..text import cut


class HandlerFileServer:
    """An upload handler of the caller's as a store. It is given all bytes at once."""

    name = "fileserver_upload_handler"

    def __init__(self, url: str, handler: Callable[..., Any], remover: Optional[Callable[..., Any]]) -> None:
        self._url, self._handler, self._remover = url, handler, remover

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        content = b"".join([chunk async for chunk in chunks])
        stored = self._handler(self._url, dataname, content)
        stored = await stored if inspect.isawaitable(stored) else stored
        url = stored.get("url") if isinstance(stored, dict) else None
        status = stored.get("status", 200) if isinstance(stored, dict) else None
        if not isinstance(status, int) or not 200 <= status < 300:
            raise NatsBridgeError("upload_failed", f"the upload handler returned status {cut(status)!r}")
        if not _is_link(url):
            raise NatsBridgeError("upload_failed", f"the upload handler returned no http(s) URL but {cut(url)!r}")
        return StoredFile(str(url), dict(stored))

    async def undo(self, stored: StoredFile) -> None:
        if self._remover is not None:
            removed = self._remover(self._url, stored.details)
            if inspect.isawaitable(removed):
                await removed
        elif "upload_token" in stored.details:
            await PlikFileServer(self._url).undo(stored)


def store_of(options: dict[str, Any]) -> Any:
    """The store that links go to.

    :raises NatsBridgeError: ``invalid_config``
    """
    url = fileserver_url(options["fileserver_url"])
    if options["fileserver"] is not None:
        if options["fileserver_upload_handler"] is not None:
            raise NatsBridgeError("invalid_config", "fileserver and fileserver_upload_handler: give one of them", option="fileserver")
        if not isinstance(options["fileserver"], FileServer):
            raise NatsBridgeError("invalid_config", f"fileserver: expected a store, got {type(options['fileserver']).__name__}", option="fileserver")
        return options["fileserver"]
    if options["fileserver_upload_handler"] is not None:
        return HandlerFileServer(url, options["fileserver_upload_handler"], options["fileserver_remove_handler"])
    return PlikFileServer(url)


async def upload(store: Any, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
    """
    :raises NatsBridgeError: ``upload_failed``, ``invalid_payload`` (what the chunks are made of)
    """
    try:
        stored = await store.upload(dataname, chunks, size, removable)
    except NatsBridgeError:
        raise
    except Exception as error:
        where = "the upload handler" if isinstance(store, HandlerFileServer) else f"the store {cut(store.name)}"
        raise NatsBridgeError("upload_failed", f"{where} failed: {type(error).__name__}: {cut(error)}") from error
    url = getattr(stored, "url", None)
    if not _is_link(url):
        raise NatsBridgeError("upload_failed", f"the upload of {store.name} gave no http(s) URL")
    return StoredFile(str(url), dict(stored.details))


def _is_link(url: object) -> bool:
    try:
        return isinstance(url, str) and urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)
    except ValueError:
        return False
