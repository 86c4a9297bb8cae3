"""Arrow tables: written as an IPC file, read from file or stream."""

from __future__ import annotations

import sys
from typing import Any

from .errors import NatsBridgeError

FILE_MAGIC = b"ARROW1"
STREAM_MARK = b"\xff\xff\xff\xff"


def is_arrow_ipc(data: bytes) -> bool:
    return data[:6] == FILE_MAGIC or data[:4] == STREAM_MARK


def write_table(data: Any, compression: str | None = None) -> bytes:
    """Arrow IPC file. ``compression``: None, ``"lz4"`` or ``"zstd"``.

    :raises NatsBridgeError: ``invalid_payload``
    """
    import pyarrow as pa

    if isinstance(data, (bytes, bytearray, memoryview)):
        raw = bytes(data)
        if raw[:6] == FILE_MAGIC and compression is None:
            to_arrow(raw)
            return raw
    table = to_arrow(data)
    try:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
            writer.write_table(table)
        return bytes(sink.getvalue().to_pybytes())
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise NatsBridgeError("invalid_payload", f"Arrow cannot write this table: {error}") from error


def to_arrow(data: Any) -> Any:
    """``pyarrow.Table`` of a DataFrame (pandas, polars), a Table or RecordBatch, IPC bytes, rows or columns."""
    import pyarrow as pa

    try:
        if isinstance(data, pa.Table):
            return data
        if isinstance(data, pa.RecordBatch):
            return pa.Table.from_batches([data])
        if isinstance(data, (bytes, bytearray, memoryview)):
            return read_table(bytes(data))
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(data, pandas.DataFrame):
            return pa.Table.from_pandas(data)
        if hasattr(data, "__arrow_c_stream__"):
            return pa.table(data)
        if isinstance(data, dict):
            return pa.table({name: _column(name, list(values)) for name, values in data.items()})
        if isinstance(data, (list, tuple)) and all(isinstance(row, dict) for row in data):
            names = {name: None for row in data for name in row}
            return pa.table({name: _column(name, [row.get(name) for row in data]) for name in names})
    except NatsBridgeError as error:
        raise NatsBridgeError("invalid_payload", error.message) from error
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise NatsBridgeError("invalid_payload", f"no Arrow table: {error}") from error
    raise NatsBridgeError(
        "invalid_payload",
        f"an arrowtable is a pandas or polars DataFrame, a pyarrow Table, Arrow IPC bytes, a list of dicts or a dict of lists, not {type(data).__name__}",
    )


def _column(name: object, values: list[Any]) -> Any:
    """The type follows from all values; kinds are never coerced into each other."""
    import pyarrow as pa

    if not isinstance(name, str):
        raise NatsBridgeError("invalid_payload", f"column {name!r}: names are strings, not {type(name).__name__}")
    kinds: dict[str, int] = {}
    for row, value in enumerate(values):
        if value is not None:
            kinds.setdefault(_kind(value), row)
    if len(kinds) > 1:
        (first, _), (second, at) = list(kinds.items())[:2]
        raise NatsBridgeError("invalid_payload", f"column {name!r} mixes {first} and {second} (row {at}); convert it to one kind")
    try:
        return pa.array(values)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        whole = [value for value in values if value is not None]
        if kinds.keys() == {"number"} and all(isinstance(value, int) for value in whole) and min(whole) >= 0:
            try:
                return pa.array(values, pa.uint64())
            except (pa.ArrowException, OverflowError):
                pass
        raise NatsBridgeError("invalid_payload", f"column {name!r}: {error}") from error


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, (bytes, bytearray)):
        return "bytes"
    return "list" if isinstance(value, (list, tuple)) else type(value).__name__


def read_table(data: bytes) -> Any:
    """``pyarrow.Table`` over ``data``, without a copy where the file is not compressed.

    :raises NatsBridgeError: ``decode_error``
    """
    import pyarrow as pa

    if data[:4] == b"FEA1":
        raise NatsBridgeError("decode_error", "Feather V1 is not Arrow IPC; write it as version 2")
    if not is_arrow_ipc(data):
        raise NatsBridgeError("decode_error", f"not Arrow IPC: the first bytes are {data[:8]!r}")
    try:
        if data[:6] == FILE_MAGIC:
            if len(data) < 18 or data[-6:] != FILE_MAGIC:
                raise NatsBridgeError("decode_error", f"Arrow file of {len(data)} bytes is truncated: its closing magic is missing")
            table = pa.ipc.open_file(pa.BufferReader(data)).read_all()
        else:
            table = pa.ipc.open_stream(pa.BufferReader(data)).read_all()
        # Damaged offsets are found here and not when somebody touches the cell.
        table.validate(full=True)
        return table
    except (pa.ArrowException, OSError, ValueError, TypeError, MemoryError, OverflowError) as error:
        raise NatsBridgeError("decode_error", f"Arrow IPC cannot be read: {error}") from error


def to_frame(table: Any) -> Any:
    """pandas DataFrame in which integers and booleans beside nulls stay what they are (nullable dtypes, not floats)."""
    import pyarrow as pa

    frame = table.to_pandas()
    for name in table.column_names:
        column = table[name] if table.column_names.count(name) == 1 else None
        if column is None or column.null_count == 0 or name not in frame.columns:
            continue
        if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
            frame[name] = column.to_pandas(types_mapper=_nullable).array
    return frame


def _nullable(arrow_type: Any) -> Any:
    import pandas as pd

    text = str(arrow_type)
    if text == "bool":
        return pd.BooleanDtype()
    return getattr(pd, {"i": "Int", "u": "UInt"}[text[0]] + text.lstrip("uint") + "Dtype")()
