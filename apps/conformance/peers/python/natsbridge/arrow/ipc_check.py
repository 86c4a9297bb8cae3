"""What Arrow IPC would become, counted before pyarrow sees a byte."""

from __future__ import annotations

import struct
from typing import Any, Iterator, List, Tuple

from ..budget import Budget
from ..errors import NatsBridgeError
from .flatbuffer import FlatTable

_SCHEMA, _DICTIONARY, _BATCH = 1, 2, 3
_NULL, _STRUCT, _FIXED_BINARY, _FIXED_LIST, _RUN_END = 1, 13, 15, 16, 22
_WITHOUT_BYTES = frozenset({_NULL, _STRUCT, _FIXED_LIST, _RUN_END})
_MOST_DEPTH = 64
_CELL = 8


def check_ipc(data: bytes, budget: Budget) -> None:
    """
    :raises NatsBridgeError: ``decode_error`` for metadata that lead outside the bytes, compressed buffers that overlap, and more than ``budget``
    """
    try:
        _check(memoryview(data), budget)
    except (struct.error, IndexError, ValueError, OverflowError, RecursionError) as error:
        raise NatsBridgeError("decode_error", f"damaged Arrow IPC: {error}") from error


def _check(data: memoryview, budget: Budget) -> None:
    bodies = 0
    kinds: List[int] = []
    for message, body in _file_messages(data) if bytes(data[:6]) == b"ARROW1" else _stream_messages(data):
        header = message.table(2)
        kind = message.scalar(1, "<B")
        if header is None:
            continue
        if kind == _SCHEMA:
            kinds = list(_kinds(header))
        elif kind in (_DICTIONARY, _BATCH):
            batch = header if kind == _BATCH else header.table(1)
            if batch is None:
                continue
            bodies += len(body)
            _check_batch(batch, body, kinds if kind == _BATCH else [], budget)
    if bodies > len(data):
        # A file may list one batch many times.
        budget.spend(bodies - len(data), "batches that share their bytes")


def _check_batch(batch: FlatTable, body: memoryview, kinds: List[int], budget: Budget) -> None:
    rows = batch.scalar(0, "<q")
    lengths = [length for length, _ in batch.structs(1, "<qq")]
    if rows < 0 or any(length < 0 for length in lengths):
        raise ValueError("a negative length")
    if not lengths:
        budget.spend(rows * _CELL, "rows without columns")
    # A dictionary's own type is not looked up: all its cells count.
    free = (length for at, length in enumerate(lengths) if not kinds or (at < len(kinds) and kinds[at] in _WITHOUT_BYTES))
    budget.spend(sum(free) * _CELL, "rows without bytes")
    spans = [(offset, length) for offset, length in batch.structs(2, "<qq") if length]
    for offset, length in spans:
        if offset < 0 or length < 0 or offset + length > len(body):
            raise ValueError("a buffer outside its message")
    if batch.table(3) is None:
        shared = sum(length for _, length in spans) - len(body)
        if shared > 0:
            budget.spend(shared, "buffers that share their bytes")
        return
    end = -1
    for offset, length in sorted(spans):
        if offset < end:
            raise NatsBridgeError("decode_error", "damaged Arrow IPC: compressed buffers overlap")
        end = offset + length
        if length < 8:
            raise ValueError("a compressed buffer without its length")
        size = int(struct.unpack_from("<q", body, offset)[0])
        if size < -1:
            raise ValueError("a negative length")
        budget.spend(max(0, size), "compressed buffers")


def _kinds(schema: FlatTable) -> Iterator[int]:
    """The types of the nodes of a batch, in their order."""
    yield from (kind for field in schema.tables(1) for kind in _kinds_of(field, 0))


def _kinds_of(field: FlatTable, depth: int) -> Iterator[int]:
    if depth > _MOST_DEPTH:
        raise ValueError("nested too deep")
    # What is encoded by a dictionary has indices, and no children in the batch.
    is_encoded = field.table(4) is not None
    kind = field.scalar(2, "<B")
    if kind == _FIXED_BINARY and not is_encoded:
        type_ = field.table(3)
        kind = _NULL if type_ is None or type_.scalar(0, "<i") == 0 else kind
    yield 0 if is_encoded else kind
    if not is_encoded:
        for child in field.tables(5):
            yield from _kinds_of(child, depth + 1)


def _file_messages(data: memoryview) -> Iterator[Tuple[FlatTable, memoryview]]:
    size = struct.unpack_from("<i", data, len(data) - 10)[0]
    if size <= 0 or size + 10 > len(data):
        raise ValueError("a footer outside the file")
    footer = FlatTable.root(data[len(data) - 10 - size : len(data) - 10])
    schema = footer.table(1)
    if schema is None:
        raise ValueError("a file without a schema")
    yield _SchemaMessage(schema), data[:0]
    for slot in (2, 3):
        for offset, _, _, length in footer.structs(slot, "<qiiq"):
            if offset < 0 or length < 0:
                raise ValueError("a block outside the file")
            message, start = _message_at(data, offset)
            if message is None or start + length > len(data):
                raise ValueError("a block outside the file")
            yield message, data[start : start + length]


def _stream_messages(data: memoryview) -> Iterator[Tuple[FlatTable, memoryview]]:
    at = 0
    while at + 4 <= len(data):
        message, start = _message_at(data, at)
        if message is None:
            return
        length = message.scalar(3, "<q")
        if length < 0 or start + length > len(data):
            raise ValueError("a message is truncated")
        yield message, data[start : start + length]
        at = start + length


def _message_at(data: memoryview, at: int) -> Tuple[Any, int]:
    """The message at a place, and where its body begins; None at the end mark."""
    size = struct.unpack_from("<i", data, at)[0]
    if size == -1:
        at += 4
        size = struct.unpack_from("<i", data, at)[0]
    if size == 0:
        return None, at
    start = at + 4 + size
    if size < 0 or start > len(data):
        raise ValueError("a message is truncated")
    return FlatTable.root(data[at + 4 : start]), start


class _SchemaMessage(FlatTable):
    """The schema of a footer in the form of a message."""

    def __init__(self, schema: FlatTable) -> None:
        self._schema = schema

    def scalar(self, slot: int, form: str, default: int = 0) -> int:
        return _SCHEMA

    def table(self, slot: int) -> FlatTable:
        return self._schema
