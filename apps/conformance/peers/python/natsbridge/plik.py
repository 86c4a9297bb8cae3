"""Uploads to Plik, the default file server."""

from __future__ import annotations

import asyncio
import io
from typing import Any
from urllib.parse import quote

import aiohttp

from .errors import NatsBridgeError
from .json_codec import dump_json, load_json
from .log import redact_url

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=60)
_MAX_NAME_BYTES = 255


async def plik_upload(fileserver_url: str, dataname: str, data: bytes, *, ttl: int | None = None, one_shot: bool = False) -> dict[str, Any]:
    """Stores ``data`` so that it can be read many times until it expires.

    :param ttl: seconds; by default the server's own time to live.
    :returns: ``status``, ``uploadid``, ``fileid``, ``url``, and ``upload_token``, with which :func:`plik_remove` takes it back.
    :raises NatsBridgeError: ``upload_failed``
    """
    wish: dict[str, Any] = {}
    if one_shot:
        wish["oneShot"] = True
    if ttl is not None:
        wish["ttl"] = ttl
    base = fileserver_url.rstrip("/")
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        made = await _post(session, f"{base}/upload", data=dump_json(wish), headers={"Content-Type": "application/json"})
        upload_id, token = _text(made, "id"), _text(made, "uploadToken")
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(data), filename=_file_name(dataname), content_type="application/octet-stream")
        try:
            stored = await _post(session, f"{base}/file/{quote(upload_id, safe='')}", data=form, headers={"X-UploadToken": token})
            if stored.get("fileSize", len(data)) != len(data):
                raise NatsBridgeError("upload_failed", f"{redact_url(base)}: {len(data)} bytes were sent, {stored.get('fileSize')} were stored")
            file_id, name = _text(stored, "id"), _text(stored, "fileName")
        except (NatsBridgeError, asyncio.CancelledError):
            await asyncio.shield(plik_remove(base, {"uploadid": upload_id, "upload_token": token}))
            raise
    url = f"{base}/file/{quote(upload_id, safe='')}/{quote(file_id, safe='')}/{quote(name, safe='')}"
    return {"status": 200, "uploadid": upload_id, "fileid": file_id, "url": url, "upload_token": token}


async def plik_oneshot_upload(fileserver_url: str, dataname: str, data: bytes) -> dict[str, Any]:
    """As the seed has it: the file is gone as soon as one download starts. A broken download loses it; prefer :func:`plik_upload`."""
    return await plik_upload(fileserver_url, dataname, data, one_shot=True)


async def plik_remove(fileserver_url: str, stored: dict[str, Any]) -> bool:
    """Removes an upload with its token; tells whether it worked, and never raises for a server that does not answer."""
    url = f"{fileserver_url.rstrip('/')}/upload/{quote(stored['uploadid'], safe='')}"
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            async with session.delete(url, headers={"X-UploadToken": stored["upload_token"]}, allow_redirects=False) as response:
                return response.status in (200, 404)
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return False


async def _post(session: aiohttp.ClientSession, url: str, **request: Any) -> dict[str, Any]:
    try:
        async with session.post(url, allow_redirects=False, **request) as response:
            body = await response.read()
            if response.status != 200:
                text = body[:200].decode("utf-8", "replace").strip()
                raise NatsBridgeError(
                    "upload_failed",
                    f"{redact_url(url)}: the file server answered {response.status}" + (f" ({text})" if text else ""),
                    is_retryable=response.status >= 500 or response.status == 429,
                    status=response.status,
                )
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
        raise NatsBridgeError("upload_failed", f"{redact_url(url)}: {str(error) or type(error).__name__}") from error
    answer = load_json(body, "upload_failed")
    if not isinstance(answer, dict):
        raise NatsBridgeError("upload_failed", f"{redact_url(url)}: the answer is no JSON object; is this a Plik server?")
    return answer


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise NatsBridgeError("upload_failed", f"the file server's answer lacks {name!r}; is this a Plik server?")
    return value


def _file_name(dataname: str) -> str:
    """A name that Plik keeps: the last part of a path, without quotes and control characters, never empty or a dot."""
    last = dataname.replace("\\", "/").rsplit("/", 1)[-1]
    safe = "".join("_" if character in '"<>|?*' or not character.isprintable() else character for character in last)
    safe = safe.encode("utf-8", "replace")[:_MAX_NAME_BYTES].decode("utf-8", "ignore").strip()
    return safe if safe.strip(".") else "data"
