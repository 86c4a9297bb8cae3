"""JSON without silent loss."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from .errors import NatsBridgeError

_PLAIN_KEY = re.compile(r"^[^\W\d][\w$-]*$")


def dump_json(value: Any, code: str = "invalid_payload") -> bytes:
    """Compact UTF-8 JSON.

    :raises NatsBridgeError: ``code`` for what JSON would lose: NaN and infinities, keys that are no strings, half
        surrogate pairs, cycles, nesting that is too deep, and every kind of object that is not JSON's own.
    """
    try:
        _assert_string_keys(value)
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except RecursionError as error:
        raise NatsBridgeError(code, "nested too deep to write, or a value that contains itself") from error
    except (TypeError, ValueError) as error:
        raise NatsBridgeError(code, _explain(value, (), 0) or str(error)) from error


def load_json(data: bytes | str, code: str = "decode_error") -> Any:
    """Reads UTF-8 JSON. Integers are exact; bare ``NaN`` and ``Infinity`` are read; of a key twice the last counts.

    :raises NatsBridgeError: ``code``
    """
    try:
        return json.loads(data if isinstance(data, str) else str(data, "utf-8"))
    except UnicodeDecodeError as error:
        raise NatsBridgeError(code, f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise NatsBridgeError(code, "JSON nested too deep to read") from error
    except ValueError as error:
        raise NatsBridgeError(code, f"not JSON: {error}") from error


def format_path(path: tuple[str | int, ...]) -> str:
    """``a.b[1]``; keys that are no words are quoted."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif not _PLAIN_KEY.match(key):
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
        else:
            text += f".{key}" if text else key
    return text or "the value"


def _assert_string_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str):
                raise TypeError
            if isinstance(member, (dict, list, tuple)):
                _assert_string_keys(member)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if isinstance(item, (dict, list, tuple)):
                _assert_string_keys(item)


def _explain(value: Any, path: tuple[str | int, ...], depth: int) -> str | None:
    """Finds what JSON cannot write, and says where."""
    if value is None or isinstance(value, (bool, int)):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else f"{format_path(path)} is {value!r}, which JSON cannot write; use None or text"
    if isinstance(value, str):
        try:
            value.encode("utf-8")
            return None
        except UnicodeEncodeError:
            return f"{format_path(path)} holds half a surrogate pair, which UTF-8 cannot write"
    if depth > 500:
        return f"{format_path(path[:5])}… is nested too deep, or contains itself"
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str):
                return f"{format_path(path)} has the key {key!r} of type {type(key).__name__}; JSON keys are strings"
            found = _explain(key, (*path, key), depth + 1) or _explain(member, (*path, key), depth + 1)
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        for at, item in enumerate(value):
            found = _explain(item, (*path, at), depth + 1)
            if found:
                return found
        return None
    return f"{format_path(path)} is a {type(value).__name__}, which JSON does not know; convert it to text, a number, a list or a dict"
