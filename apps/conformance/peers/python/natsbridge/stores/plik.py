"""Plik, the default file server."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, AsyncIterator, Mapping, Optional
from urllib.parse import quote, urlsplit

from ..broker.unbroken import unbroken
from ..errors import NatsBridgeError
from ..file_server import StoredFile
from ..json_codec import dump_json, load_json
from ..link_shape import is_below, plain_segments
from ..settings import fileserver_url as check_url
from ..text import link_label
from .file_name import file_name
from .http_client import send_request
from .multipart_file import MultipartFile


class PlikFileServer:
    """A Plik server, or one that answers as Plik does.

    :param base_url: where it listens.
    :param ttl: seconds until a file expires. Default: the server's own time to live.
    :param one_shot: the file is gone as soon as one download starts; a broken download loses it.
    """

    name = "plik"

    def __init__(self, base_url: str, *, ttl: Optional[int] = None, one_shot: bool = False) -> None:
        self.base_url, self._ttl, self._one_shot = check_url(base_url), ttl, one_shot

    def owns(self, url: str) -> bool:
        """``{base_url}/file/{uploadid}/{fileid}/{name}``"""
        if not is_below(self.base_url + "/", url):
            return False
        rest = plain_segments(urlsplit(url).path[len(urlsplit(self.base_url).path.rstrip("/")) :])
        return rest is not None and len(rest) == 4 and rest[0] == "file" and all(rest)

    def read_request(self, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {}

    async def upload(self, dataname: str, chunks: AsyncIterator[bytes], size: Optional[int], removable: bool) -> StoredFile:
        """
        :raises NatsBridgeError: ``upload_failed``
        """
        wish: dict[str, Any] = {**({"oneShot": True} if self._one_shot else {}), **({"removable": True} if removable else {}), **({} if self._ttl is None else {"ttl": self._ttl})}
        made = _answer(await send_request("POST", f"{self.base_url}/upload", data=dump_json(wish), headers={"Content-Type": "application/json"}), self.base_url)
        upload_id, token = _text(made, "id"), _text(made, "uploadToken")
        form = MultipartFile(file_name(dataname), chunks)
        made_upload = StoredFile("", {"uploadid": upload_id, "upload_token": token})
        try:
            stored = _answer(await send_request("POST", f"{self.base_url}/file/{quote(upload_id, safe='')}", data=form.body(), headers={"X-UploadToken": token, **form.headers(size)}), self.base_url)
            if stored.get("fileSize", form.sent) != form.sent:
                raise NatsBridgeError("upload_failed", f"{link_label(self.base_url)}: {form.sent} bytes were sent, {stored.get('fileSize')} were stored")
            file_id, name = _text(stored, "id"), _text(stored, "fileName")
        except (NatsBridgeError, asyncio.CancelledError):
            await unbroken(self.undo(made_upload))
            raise
        url = f"{self.base_url}/file/{quote(upload_id, safe='')}/{quote(file_id, safe='')}/{quote(name, safe='')}"
        return StoredFile(url, {"status": 200, "uploadid": upload_id, "fileid": file_id, "url": url, "upload_token": token})

    async def undo(self, stored: StoredFile) -> None:
        """Removes an upload with its token; one that is gone is no error."""
        upload = quote(str(stored.details["uploadid"]), safe="")
        headers = {"X-UploadToken": str(stored.details["upload_token"])}
        with contextlib.suppress(NatsBridgeError):
            await send_request("DELETE", f"{self.base_url}/upload/{upload}", headers=headers, ok=(200, 204, 404))

    async def remove(self, url: str) -> None:
        """Removes a link of an upload that was made ``removable``.

        :raises NatsBridgeError: ``link_forbidden`` for any other URL, ``link_refused``
        """
        if not self.owns(url):
            raise NatsBridgeError("link_forbidden", f"{link_label(url)} is no file of this server; it is not removed")
        try:
            await send_request("DELETE", url, ok=(200, 204, 404))
        except NatsBridgeError as error:
            text = f"{error.message}; only its uploader may remove it, unless it was uploaded as removable"
            raise NatsBridgeError("link_refused", text, **error.details) from error


async def plik_upload(fileserver_url: str, dataname: str, data: bytes, *, ttl: int | None = None, one_shot: bool = False) -> dict[str, Any]:
    """Stores ``data`` so that it can be read many times until it expires; an upload handler.

    :param ttl: seconds; by default the server's own time to live.
    :returns: ``status``, ``uploadid``, ``fileid``, ``url``, and ``upload_token``, with which :func:`plik_remove` takes it back.
    :raises NatsBridgeError: ``upload_failed``
    """

    async def chunks() -> AsyncIterator[bytes]:
        yield data

    return (await PlikFileServer(fileserver_url, ttl=ttl, one_shot=one_shot).upload(dataname, chunks(), len(data), False)).details


async def plik_oneshot_upload(fileserver_url: str, dataname: str, data: bytes) -> dict[str, Any]:
    """The file is gone as soon as one download starts. A broken download loses it; prefer :func:`plik_upload`."""
    return await plik_upload(fileserver_url, dataname, data, one_shot=True)


async def plik_remove(fileserver_url: str, stored: dict[str, Any]) -> None:
    """Removes an upload with its token; never raises for a server that does not answer."""
    await PlikFileServer(fileserver_url).undo(StoredFile("", stored))


def _answer(body: bytes, url: str) -> dict[str, Any]:
    answer = load_json(body, "upload_failed")
    if not isinstance(answer, dict):
        raise NatsBridgeError("upload_failed", f"{link_label(url)}: the answer is no JSON object; is this a Plik server?")
    return answer


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise NatsBridgeError("upload_failed", f"the file server's answer lacks {name!r}; is this a Plik server?")
    return value
