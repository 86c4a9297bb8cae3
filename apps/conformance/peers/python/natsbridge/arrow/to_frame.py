"""Arrow tables as DataFrames in which every value is what it was."""

from __future__ import annotations

import importlib
from typing import Any, Optional

from .extensions import with_storage


def to_frame(table: Any) -> Any:
    """pandas DataFrame. Plain dtypes where they hold everything; nullable ones for integers and booleans beside nulls; Arrow-backed
    ones for nested columns, times of ns, and nulls beside NaN."""
    import pandas as pd

    table = with_storage(table)
    names = table.column_names
    is_unique = len(set(names)) == len(names)
    frame = table.to_pandas(types_mapper=_mapper, ignore_metadata=not is_unique)
    for at, name in enumerate(names):
        column = table.column(at)
        dtype = None if column.null_count == 0 else _nullable(column, pd)
        if dtype is None or (is_unique and name not in frame.columns):
            continue
        frame.isetitem(frame.columns.get_loc(name) if is_unique else at, _as(column, dtype))
    if is_unique:
        _mend_index(frame, table, pd)
    return frame


def _as(column: Any, dtype: Any) -> Any:
    return column.to_pandas(types_mapper=lambda _: dtype).array


def _mend_index(frame: Any, table: Any, pd: Any) -> None:
    """Columns that became the index are looked after as the others are."""
    described = (table.schema.pandas_metadata or {}).get("index_columns", [])
    levels = [table.column(name) for name in described if isinstance(name, str) and name in table.column_names]
    dtypes = [None if column.null_count == 0 else _nullable(column, pd) for column in levels]
    if len(levels) != frame.index.nlevels or not any(dtypes):
        return
    arrays = [frame.index.get_level_values(at) if dtype is None else _as(levels[at], dtype) for at, dtype in enumerate(dtypes)]
    names = list(frame.index.names)
    frame.index = pd.Index(arrays[0], name=names[0]) if len(arrays) == 1 else pd.MultiIndex.from_arrays(arrays, names=names)


def _mapper(arrow_type: Any) -> Optional[Any]:
    import pandas as pd
    import pyarrow as pa

    is_nested = pa.types.is_nested(arrow_type) and not pa.types.is_union(arrow_type)
    is_fine_time = pa.types.is_time64(arrow_type) and arrow_type.unit == "ns"
    return pd.ArrowDtype(arrow_type) if is_nested or is_fine_time else None


def _nullable(column: Any, pd: Any) -> Optional[Any]:
    import pyarrow as pa

    arrow_type = column.type
    if pa.types.is_boolean(arrow_type):
        return pd.BooleanDtype()
    if pa.types.is_integer(arrow_type):
        text = str(arrow_type)
        return getattr(pd, {"i": "Int", "u": "UInt"}[text[0]] + text.lstrip("uint") + "Dtype")()
    # A plain float has one sign for null and for not-a-number.
    if pa.types.is_float32(arrow_type) or pa.types.is_float64(arrow_type):
        return pd.ArrowDtype(arrow_type) if _has_nan(column) else None
    return None


def _has_nan(column: Any) -> bool:
    compute: Any = importlib.import_module("pyarrow.compute")
    return bool(compute.any(compute.is_nan(column)).as_py())
