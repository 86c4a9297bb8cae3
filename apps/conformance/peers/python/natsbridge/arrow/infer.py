"""Arrow arrays of Python values: the type follows from all of them, and kinds are never coerced into each other."""

from __future__ import annotations

import datetime
import numbers
from typing import Any, Dict, Sequence

from ..errors import NatsBridgeError
from ..text import cut

_MISSING = frozenset({"NAType", "NaTType"})
_EXACT = 2**53
_MOST_DEPTH = 64


class Kinds:
    """The kinds of value that stand at each place of a column."""

    def __init__(self, name: object) -> None:
        self._name = name
        self._seen: Dict[str, Dict[str, int]] = {}
        self._rounded: Dict[str, Any] = {}

    def add(self, value: Any, row: int, path: str = "", depth: int = 0) -> None:
        """
        :raises NatsBridgeError: ``invalid_payload`` where it does not fit what stood there before
        """
        if is_missing(value):
            return
        if depth > _MOST_DEPTH:
            raise self._fault("is nested too deep", row, path)
        kind = kind_of(value)
        seen = self._seen.setdefault(path, {})
        if kind not in seen:
            seen[kind] = row
            others = [other for other in seen if {other, kind} != {"integer", "number"} and other != kind]
            if others:
                raise self._fault(f"mixes {others[0]} and {kind}; convert it to one kind", row, path)
        if kind == "integer" and abs(value) > _EXACT and int(float(value)) != int(value):
            self._rounded.setdefault(path, value)
        if "number" in seen and path in self._rounded:
            raise self._fault(f"mixes fractions and {self._rounded[path]}, which would be rounded; use one kind, or text", row, path)
        if kind == "list":
            for item in value:
                self.add(item, row, path + "[]", depth + 1)
        elif kind == "dict":
            for key, item in value.items():
                if not isinstance(key, str):
                    raise self._fault(f"has the key {cut(key)!r} of type {type(key).__name__}; names are strings", row, path)
                self.add(item, row, f"{path}.{key}", depth + 1)

    def _fault(self, text: str, row: int, path: str) -> NatsBridgeError:
        return NatsBridgeError("invalid_payload", f"column {cut(self._name)!r}{cut(path)} {text} (row {row})")


def is_missing(value: Any) -> bool:
    return value is None or type(value).__name__ in _MISSING


def kind_of(value: Any) -> str:
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "bool"
    if isinstance(value, numbers.Integral):
        return "integer"
    if isinstance(value, numbers.Real):
        return "number"
    if isinstance(value, (bytes, bytearray)):
        return "bytes"
    if isinstance(value, datetime.datetime):
        return "datetime without a zone" if value.tzinfo is None else "datetime with a zone"
    if isinstance(value, str):
        return "str"
    if isinstance(value, dict):
        return "dict"
    return "list" if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray" else type(value).__name__


def infer_array(name: object, values: Sequence[Any]) -> Any:
    """
    :raises NatsBridgeError: ``invalid_payload``, naming the column and the row
    """
    import pyarrow as pa

    if not isinstance(name, str):
        raise NatsBridgeError("invalid_payload", f"column {cut(name)!r}: names are strings, not {type(name).__name__}")
    kinds = Kinds(name)
    for row, value in enumerate(values):
        kinds.add(value, row)
    plain = [None if is_missing(value) else value for value in values]
    try:
        return pa.array(plain)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        whole = [value for value in plain if value is not None]
        if whole and all(isinstance(value, int) and not isinstance(value, bool) for value in whole) and min(whole) >= 0:
            try:
                return pa.array(plain, pa.uint64())
            except (pa.ArrowException, OverflowError):
                pass
        raise NatsBridgeError("invalid_payload", f"column {cut(name)!r}: {error}") from error
