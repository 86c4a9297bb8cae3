"""The bytes of a direct payload, whatever dialect wrote them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from .base64_codec import base64_decode
from .errors import NatsBridgeError
from .json_codec import load_json

_TEXTUAL = ("text", "dictionary", "jsontable", "table")
_SHA256 = re.compile(r"^(?:sha256:)?([0-9a-f]{64})$")


def read_direct(payload: dict[str, Any]) -> bytes:
    """Decodes ``data``. Where text could be both raw and base64, the form whose length is ``size`` is the right one.

    :raises NatsBridgeError: ``decode_error``
    """
    data, encoding, textual = payload["data"], payload["encoding"].lower(), payload["payload_type"] in _TEXTUAL
    if not isinstance(data, str):
        raise NatsBridgeError("decode_error", f"data is a JSON value, which a {payload['payload_type']} cannot be")
    if encoding == "none":
        return _utf8(data)
    if encoding in ("json", "utf-8", "utf8"):
        return _raw_or_base64(data, payload["size"], encoding == "json")
    if encoding in ("base64", ""):
        return _base64_or_raw(data, payload["size"]) if textual else base64_decode(data)
    if encoding == "arrow-ipc":
        return base64_decode(data)
    raise NatsBridgeError("decode_error", f"encoding {payload['encoding']!r} is none of base64, json, arrow-ipc, utf-8, none")


def verify(payload: dict[str, Any], data: bytes) -> tuple[str | None, bool]:
    """Holds the bytes against ``size`` and ``metadata.checksum``; gives the checksum and whether it was checked.

    :raises NatsBridgeError: ``checksum_mismatch``
    """
    size = payload["size"]
    if size is not None and size != len(data):
        raise NatsBridgeError("checksum_mismatch", f"size says {size} bytes, {len(data)} came")
    wanted = payload["metadata"].get("checksum")
    if wanted is None or wanted == "":
        return None, False
    match = _SHA256.match(wanted.strip().lower()) if isinstance(wanted, str) else None
    if match is None:
        raise NatsBridgeError("checksum_mismatch", f"checksum {str(wanted)[:80]!r} is no SHA-256")
    actual = hashlib.sha256(data).hexdigest()
    if actual != match.group(1):
        raise NatsBridgeError("checksum_mismatch", f"checksum says {match.group(1)}, the bytes have {actual}")
    return actual, True


def _raw_or_base64(data: str, size: float | None, is_json: bool) -> bytes:
    raw = _utf8(data)
    if len(raw) == size or (size is None and not (is_json and not _is_json(raw))):
        return raw
    try:
        decoded = base64_decode(data)
    except NatsBridgeError:
        return raw
    return decoded if size is None or len(decoded) == size else raw


def _base64_or_raw(data: str, size: float | None) -> bytes:
    try:
        decoded = base64_decode(data)
    except NatsBridgeError:
        if size is None or len(_utf8(data)) != size:
            raise
        return _utf8(data)
    if size is None or len(decoded) == size:
        return decoded
    raw = _utf8(data)
    return raw if len(raw) == size else decoded


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
