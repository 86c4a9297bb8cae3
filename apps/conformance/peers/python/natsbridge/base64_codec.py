"""Base64 as peers write it: line ends, missing padding and the URL-safe alphabet are read; other characters are not."""

from __future__ import annotations

import binascii

from .errors import NatsBridgeError

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def base64_encode(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def base64_decode(text: str) -> bytes:
    """
    :raises NatsBridgeError: ``decode_error``
    """
    try:
        characters = text.encode("ascii")
    except UnicodeEncodeError as error:
        raise NatsBridgeError("decode_error", "base64 holds a character outside its alphabet") from error
    characters = characters.translate(_URL_SAFE, b" \t\r\n\v\f")
    body = characters.rstrip(b"=")
    strange = body.translate(None, _ALPHABET)
    if strange:
        raise NatsBridgeError("decode_error", f"base64 holds {chr(strange[0])!r}, which is outside its alphabet")
    padding = len(characters) - len(body)
    # Padding is absent, or completes a group of four.
    if len(body) % 4 == 1 or (padding and padding != -len(body) % 4):
        raise NatsBridgeError("decode_error", f"base64 of {len(characters)} characters is truncated or badly padded")
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))
