"""Names of payloads as names of files."""

from __future__ import annotations

_MOST_BYTES = 200


def file_name(dataname: str) -> str:
    """A name that every store keeps: the last part of a path, without quotes and control characters, never empty or a dot."""
    last = dataname[-4 * _MOST_BYTES :].replace("\\", "/").rsplit("/", 1)[-1]
    safe = "".join("_" if character in '"<>|?*%;' or not character.isprintable() else character for character in last)
    safe = safe.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore").strip()
    return safe if safe.strip(".") else "data"
