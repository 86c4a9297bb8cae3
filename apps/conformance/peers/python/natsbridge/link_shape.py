"""The shape of a link, judged as a server may understand it."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import SplitResult, urlsplit

# However often they were encoded.
_DOT, _SLASH = re.compile("%(?:25)*2e", re.IGNORECASE), re.compile(r"%(?:25)*(?:2f|5c)|\\", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def plain_segments(path: str) -> Optional[list[str]]:
    """The segments of a path after decoding each ``%2e``, ``%2f`` and ``%5c``; None where one climbs or hides a slash."""
    if _SLASH.search(path) or any(ord(character) <= 32 or ord(character) == 127 for character in path):
        return None
    segments = path.split("/")[1:] if path.startswith("/") else path.split("/")
    return None if any(_DOT.sub(".", segment).partition(";")[0] in (".", "..") for segment in segments) else segments


def is_below(base: str, url: str) -> bool:
    """Whether ``url`` lies below ``base`` (which ends in a slash), by the same origin exactly, without climbing out."""
    try:
        ours, theirs = urlsplit(base), urlsplit(url)
        if exact_origin(ours) != exact_origin(theirs) or theirs.username is not None or theirs.password is not None:
            return False
    except ValueError:
        return False
    return plain_segments(theirs.path) is not None and theirs.path.startswith(ours.path)


def exact_origin(parts: SplitResult) -> tuple[str, str, int | None]:
    """
    :raises ValueError: for a bad port
    """
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)


def policy_origin(parts: SplitResult) -> tuple[str, str, int | None]:
    """As :func:`exact_origin`, with one name for this machine: only for the question what may be read.

    :raises ValueError: for a bad port
    """
    scheme, host, port = exact_origin(parts)
    return scheme, "localhost" if host in ("127.0.0.1", "::1") else host, port
