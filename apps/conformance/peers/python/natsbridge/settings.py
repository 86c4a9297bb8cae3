"""Options, environment and defaults, in this order."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from .constants import DEFAULT_FILESERVER_URL, DEFAULT_SIZE_THRESHOLD
from .errors import NatsBridgeError


def fileserver_url(option: str | None = None) -> str:
    """Base URL of the file server. Environment: ``FILESERVER_URL``."""
    name, value = ("fileserver_url", option) if option else ("FILESERVER_URL", os.environ.get("FILESERVER_URL") or DEFAULT_FILESERVER_URL)
    origin_of(value, name)
    if urlsplit(value).username is not None or urlsplit(value).password is not None:
        # It is the beginning of every link, and a link is read by others.
        raise NatsBridgeError("invalid_config", f"{name}: holds a login, which would stand in every link; give a store with headers instead", option=name)
    return value.rstrip("/")


def size_threshold(option: int | None = None) -> int:
    """Bytes. Environment: ``SIZE_THRESHOLD``."""
    if option is None:
        text = os.environ.get("SIZE_THRESHOLD") or ""
        if text == "":
            return DEFAULT_SIZE_THRESHOLD
        if not (text.isascii() and text.isdigit()):
            raise NatsBridgeError("invalid_config", f"SIZE_THRESHOLD: expected a whole number of bytes, got {text!r}")
        return int(text)
    return whole_number("size_threshold", option)


def origin_of(url: object, name: str) -> str:
    """Scheme, host and port of an http(s) URL, in lower case, default ports left out."""
    try:
        if not isinstance(url, str):
            raise ValueError(f"expected text, got {type(url).__name__}")
        parts = urlsplit(url)
        port = parts.port
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"expected an http or https URL, got {parts.scheme + '://…' if parts.scheme else 'no scheme'}")
    except ValueError as error:
        raise NatsBridgeError("invalid_config", f"{name}: {error}") from error
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, default) else f":{port}")


def whole_number(name: str, value: object, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise NatsBridgeError("invalid_config", f"{name}: expected a whole number of at least {least}, got {value!r:.80}", option=name)
    return value


def text_option(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise NatsBridgeError("invalid_config", f"{name}: expected text, got {type(value).__name__}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NatsBridgeError("invalid_config", f"{name}: holds half a surrogate pair, which UTF-8 cannot write") from error
    return value
