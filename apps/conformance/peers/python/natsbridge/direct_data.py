"""The bytes of a direct payload, whatever dialect wrote them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from .base64_codec import base64_decode
from .errors import NatsBridgeError
from .json_codec import dump_json, load_json
from .text import cut

_SHA256 = re.compile(r"^(?:sha256:)?([0-9a-f]{64})$")


class JsonText(str):
    """``data`` that is the value itself, not the text of one."""


def read_direct(payload: dict[str, Any]) -> bytes | JsonText:
    """Decodes ``data``. Where text could be both raw and base64, the form whose length is ``size`` is the right one.

    :raises NatsBridgeError: ``decode_error``
    """
    data, encoding, size = payload["data"], payload["encoding"], payload["size"]
    if encoding in ("base64", "arrow-ipc", ""):
        return base64_decode(data)
    if encoding == "none":
        return _utf8(data)
    if encoding == "utf-8":
        raw = _utf8(data)
        return raw if size is None or len(raw) == size else base64_decode(data)
    if encoding == "json":
        return _json_text(data, size)
    raise NatsBridgeError("decode_error", f"encoding {encoding[:40]!r} is none of base64, json, arrow-ipc, utf-8, none")


def verify(payload: dict[str, Any], data: bytes) -> tuple[str | None, bool]:
    """Holds the bytes against ``size`` and ``metadata.checksum``; gives the checksum and whether it was checked.

    :raises NatsBridgeError: ``checksum_mismatch``
    """
    wanted = payload["metadata"].get("checksum")
    is_checked = wanted is not None and wanted != ""
    return verify_digest(payload, len(data), hashlib.sha256(data).hexdigest() if is_checked and payload["size"] in (None, len(data)) else "")


def verify_digest(payload: dict[str, Any], length: int, actual: str) -> tuple[str | None, bool]:
    """As :func:`verify`, for bytes that are gone.

    :raises NatsBridgeError: ``checksum_mismatch``
    """
    size = payload["size"]
    if size is not None and size != length:
        raise NatsBridgeError("checksum_mismatch", f"size says {size} bytes, {length} came")
    wanted = payload["metadata"].get("checksum")
    if wanted is None or wanted == "":
        return None, False
    match = _SHA256.match(wanted.strip().lower()) if isinstance(wanted, str) else None
    if match is None:
        raise NatsBridgeError("checksum_mismatch", f"checksum {cut(wanted, 80)!r} is no SHA-256")
    if actual != match.group(1):
        raise NatsBridgeError("checksum_mismatch", f"checksum says {match.group(1)}, the bytes have {actual}")
    return actual, True


def _json_text(data: str, size: float | None) -> bytes | JsonText:
    raw = _utf8(data)
    if len(raw) == size:
        return raw
    try:
        decoded = base64_decode(data)
    except NatsBridgeError:
        decoded = None
    if decoded is not None and len(decoded) == size:
        return decoded
    # A JSON value that happens to be a string; its size is that of its JSON text.
    if size is not None and size == len(dump_json(data)):
        return JsonText(data)
    return raw if decoded is None or _is_json(raw) else decoded


def _is_json(raw: bytes) -> bool:
    try:
        load_json(raw)
        return True
    except NatsBridgeError:
        return False


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NatsBridgeError("decode_error", f"data holds half a surrogate pair at {error.start}") from error
