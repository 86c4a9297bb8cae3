"""Reading the flatbuffers of Arrow IPC: only what a check needs, and nothing outside the bytes."""

from __future__ import annotations

import struct
from typing import Any, Iterator, Optional, Tuple


class FlatTable:
    """One table of a flatbuffer.

    :raises struct.error: where an offset leads outside
    """

    def __init__(self, data: Any, position: int) -> None:
        if position < 0 or position > len(data):
            raise struct.error("a table outside the flatbuffer")
        self._data, self._position = data, position
        self._vtable = position - _read("<i", data, position)
        self._vtable_size = _read("<H", data, self._vtable)

    @classmethod
    def root(cls, data: Any) -> FlatTable:
        return cls(data, _read("<I", data, 0))

    def scalar(self, slot: int, form: str, default: int = 0) -> int:
        at = self._field(slot)
        return default if at is None else _read(form, self._data, at)

    def table(self, slot: int) -> Optional[FlatTable]:
        at = self._field(slot)
        return None if at is None else FlatTable(self._data, at + _read("<I", self._data, at))

    def tables(self, slot: int) -> Iterator[FlatTable]:
        start, count = self._vector(slot)
        for at in range(start, start + 4 * count, 4):
            yield FlatTable(self._data, at + _read("<I", self._data, at))

    def structs(self, slot: int, form: str) -> Iterator[Tuple[int, ...]]:
        """Structs of one form; the vector must lie inside the bytes."""
        start, count = self._vector(slot)
        size = struct.calcsize(form)
        if start + size * count > len(self._data):
            raise struct.error("a vector outside the flatbuffer")
        return struct.iter_unpack(form, self._data[start : start + size * count])

    def _vector(self, slot: int) -> Tuple[int, int]:
        at = self._field(slot)
        if at is None:
            return 0, 0
        start = at + _read("<I", self._data, at)
        return start + 4, _read("<I", self._data, start)

    def _field(self, slot: int) -> Optional[int]:
        entry = 4 + 2 * slot
        if entry + 2 > self._vtable_size:
            return None
        offset = _read("<H", self._data, self._vtable + entry)
        return self._position + offset if offset else None


def _read(form: str, data: Any, at: int) -> int:
    if at < 0:
        raise struct.error("an offset outside the flatbuffer")
    return int(struct.unpack_from(form, data, at)[0])
