"""Tables of every library as ``pyarrow.Table``."""

from __future__ import annotations

import sys
from typing import Any

from ..errors import NatsBridgeError
from ..text import cut
from .infer import Kinds, infer_array
from .read import read_table


def to_arrow(data: Any) -> Any:
    """``pyarrow.Table`` of a DataFrame (pandas, polars), a Table or RecordBatch, IPC bytes, rows or columns.

    :raises NatsBridgeError: ``invalid_payload``: it is none of these, or something in it would be lost
    """
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
            return _of_pandas(data)
        if hasattr(data, "__arrow_c_stream__"):
            _assert_no_objects(data)
            return pa.table(data)
        if isinstance(data, dict):
            return pa.table({name: _column(name, values) for name, values in data.items()})
        if isinstance(data, (list, tuple)) and all(isinstance(row, dict) for row in data):
            names = {name: None for row in data for name in row}
            return pa.table({name: infer_array(name, [row.get(name) for row in data]) for name in names})
    except NatsBridgeError as error:
        raise NatsBridgeError("invalid_payload", error.message) from error
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise NatsBridgeError("invalid_payload", f"no Arrow table: {error}") from error
    raise NatsBridgeError(
        "invalid_payload",
        f"an arrowtable is a pandas or polars DataFrame, a pyarrow Table, Arrow IPC bytes, a list of dicts or a dict of lists, not {type(data).__name__}",
    )


def _column(name: object, values: Any) -> Any:
    import pyarrow as pa

    is_array = isinstance(values, (pa.Array, pa.ChunkedArray)) or (hasattr(values, "dtype") and str(values.dtype) != "object")
    if isinstance(name, str) and is_array:
        _assert_one_kind(name, values)
        return values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
    return infer_array(name, list(values))


def _of_pandas(frame: Any) -> Any:
    import pyarrow as pa

    for at, name in enumerate(frame.columns):
        _assert_one_kind(name, frame.iloc[:, at])
    for at, name in enumerate(frame.index.names):
        _assert_one_kind("index" if name is None else name, frame.index.get_level_values(at))
    return pa.Table.from_pandas(frame)


def _assert_one_kind(name: object, values: Any) -> None:
    """Of Python objects, as a column or as the categories of one."""
    dtype = getattr(values, "dtype", None)
    objects = getattr(dtype, "categories", values)
    if str(getattr(objects, "dtype", "")) != "object":
        return
    kinds = Kinds(name)
    for row, value in enumerate(objects):
        # pandas writes a missing value of any kind as NaN.
        if not (isinstance(value, float) and value != value):
            kinds.add(value, row)


def _assert_no_objects(frame: Any) -> None:
    """A polars Object is a pointer into this process, and would go out as 8 bytes of it."""
    schema = getattr(frame, "schema", None)
    if schema is not None and hasattr(schema, "items"):
        for name, dtype in schema.items():
            if "Object" in str(dtype):
                raise NatsBridgeError("invalid_payload", f"column {cut(name)!r} holds Python objects (polars Object); convert it to a type of Arrow")
