"""Foreign text made fit for a log line or an error: one line, no control characters, not long."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import urlsplit

MOST_FOREIGN = 200
"""Characters of a foreign text (an id, a name) that a log line or an error shows."""


def escape_controls(text: str) -> str:
    """Escapes control characters and half surrogate pairs, so that foreign text cannot forge a line or move a cursor."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"\\u{ord(character):04x}" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character for character in text)


def cut(text: object, most: int = MOST_FOREIGN) -> str:
    """At most ``most`` characters of a foreign text."""
    shown = text if isinstance(text, str) else str(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def link_label(url: object) -> str:
    """A link as it may be shown: its origin and the first 8 digits of its SHA-256, since a link is a key."""
    text = str(url)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    try:
        parts = urlsplit(text)
        host = parts.netloc.rsplit("@", 1)[-1]
        origin = f"{parts.scheme}://{host}" if parts.scheme and host else "no URL"
    except ValueError:
        origin = "no URL"
    return f"{cut(origin)} (link {digest})"
