"""Received values in the canonical form of the vectors, and their digest."""

from __future__ import annotations

import datetime
import hashlib
import math
import struct
from typing import Any

_SAFE = 2**53 - 1
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def canonical_payload(dataname: str, value: Any, payload_type: str, answer: str = "full") -> dict[str, Any]:
    head = {"dataname": dataname, "type": payload_type}
    if payload_type == "text":
        raw = value.encode("utf-8")
        return {**head, "text": value} if answer == "full" else {**head, **_bytes(raw)}
    if payload_type in ("dictionary", "jsontable"):
        if answer == "full":
            depth = _nesting(value)
            return {**head, "depth": depth} if depth > 500 else {**head, "value": canonical_json(value)}
        return {**head, "len": len(value) if isinstance(value, (dict, list)) else 0, "sha256": digest(canonical_json(value))}
    if payload_type == "arrowtable":
        table = canonical_table(value)
        if answer == "full":
            return {**head, "table": table}
        return {**head, "columns": table["columns"], "len": table["nrows"], "sha256": digest(table["rows"])}
    return {**head, **_bytes(value)}


def canonical_json(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if -_SAFE <= value <= _SAFE else str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        return {key: canonical_json(member) for key, member in value.items()}
    return [canonical_json(item) for item in value]


def canonical_table(table: Any) -> dict[str, Any]:
    columns = []
    for field in table.schema:
        dictionary = {"dictionary": True} if _is_dictionary(field.type) else {}
        columns.append({"name": field.name, "type": type_name(field.type), **dictionary})
    cells = [[_cell(value, column.type) for value in _values(column)] for column in table.columns]
    return {"columns": columns, "nrows": table.num_rows, "rows": [list(row) for row in zip(*cells)]}


def digest(value: Any) -> str:
    walk = hashlib.sha256()
    _walk(value, walk.update)
    return walk.hexdigest()


def _walk(value: Any, put: Any) -> None:
    if value is None:
        put(b"n")
    elif value is True:
        put(b"t")
    elif value is False:
        put(b"f")
    elif isinstance(value, (int, float)):
        put(b"d" + struct.pack(">d", value))
    elif isinstance(value, str):
        raw = value.encode("utf-8")
        put(b"s" + struct.pack(">I", len(raw)) + raw)
    elif isinstance(value, list):
        put(b"a" + struct.pack(">I", len(value)))
        for item in value:
            _walk(item, put)
    else:
        put(b"o" + struct.pack(">I", len(value)))
        for key in sorted(value, key=lambda each: each.encode("utf-8")):
            _walk(key, put)
            _walk(value[key], put)


def _nesting(value: Any) -> int:
    """Depth of arrays that hold nothing but one array; 0 for other values."""
    depth = 0
    while isinstance(value, list) and len(value) <= 1:
        depth += 1
        if not value:
            break
        value = value[0]
    return depth


def _bytes(raw: bytes) -> dict[str, Any]:
    return {"len": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _float(value: float) -> Any:
    if math.isnan(value):
        return "NaN"
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


def _is_dictionary(arrow_type: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(arrow_type))


def type_name(arrow_type: Any) -> str:
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(arrow_type):
        return type_name(arrow_type.value_type)
    if types.is_string(arrow_type) or types.is_large_string(arrow_type) or types.is_string_view(arrow_type):
        return "string"
    if types.is_binary(arrow_type) or types.is_large_binary(arrow_type) or types.is_binary_view(arrow_type):
        return "binary"
    if types.is_fixed_size_binary(arrow_type) and not types.is_decimal(arrow_type):
        return f"fixed_size_binary({arrow_type.byte_width})"
    if types.is_floating(arrow_type):
        return f"float{arrow_type.bit_width}"
    if types.is_decimal(arrow_type):
        return f"decimal({arrow_type.precision}, {arrow_type.scale})"
    if types.is_date(arrow_type):
        return "date"
    if types.is_time(arrow_type):
        return f"time[{arrow_type.unit}]"
    if types.is_timestamp(arrow_type):
        return f"timestamp[{arrow_type.unit}" + (f", {arrow_type.tz}]" if arrow_type.tz else "]")
    if types.is_duration(arrow_type):
        return f"duration[{arrow_type.unit}]"
    if types.is_fixed_size_list(arrow_type):
        return f"fixed_size_list<{type_name(arrow_type.value_type)}>({arrow_type.list_size})"
    if types.is_list(arrow_type) or types.is_large_list(arrow_type):
        return f"list<{type_name(arrow_type.value_type)}>"
    if types.is_struct(arrow_type):
        return "struct<" + ", ".join(f"{field.name}: {type_name(field.type)}" for field in arrow_type) + ">"
    if types.is_map(arrow_type):
        return f"map<{type_name(arrow_type.key_type)}, {type_name(arrow_type.item_type)}>"
    return str(arrow_type)


def _values(column: Any) -> list[Any]:
    """Python values; what Python would round (nanoseconds) comes as its integer."""
    import pyarrow as pa

    arrow_type = column.type
    if pa.types.is_dictionary(arrow_type):
        cells: list[Any] = []
        for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
            values = _values(chunk.dictionary)
            cells += [None if index is None else values[index] for index in chunk.indices.to_pylist()]
        return cells
    wide = pa.types.is_timestamp(arrow_type) or pa.types.is_time64(arrow_type) or pa.types.is_duration(arrow_type) or pa.types.is_date64(arrow_type)
    if wide or pa.types.is_time32(arrow_type) or pa.types.is_date32(arrow_type):
        return list(_flat(column).view(pa.int64() if wide else pa.int32()).to_pylist())
    return list(column.to_pylist())


def _flat(column: Any) -> Any:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks or [pa.array([], column.type)]) if isinstance(column, pa.ChunkedArray) else column


def _cell(value: Any, arrow_type: Any) -> Any:
    import pyarrow as pa

    types = pa.types
    if value is None:
        return None
    if types.is_dictionary(arrow_type):
        return _cell(value, arrow_type.value_type)
    if types.is_int64(arrow_type) or types.is_uint64(arrow_type) or types.is_duration(arrow_type):
        return str(value)
    if types.is_floating(arrow_type):
        return _float(float(value))
    if types.is_decimal(arrow_type):
        return f"{value:f}"
    if isinstance(value, bytes):
        return value.hex()
    if types.is_date32(arrow_type):
        return _date(value)
    if types.is_date64(arrow_type):
        return _date(value // 86_400_000)
    if types.is_time(arrow_type):
        return _clock(value, arrow_type.unit)
    if types.is_timestamp(arrow_type):
        days, rest = divmod(value, 86_400 * 10 ** _DIGITS[arrow_type.unit])
        return f"{_date(days)}T{_clock(rest, arrow_type.unit)}" + ("Z" if arrow_type.tz else "")
    if types.is_map(arrow_type):
        return [[_cell(key, arrow_type.key_type), _cell(item, arrow_type.item_type)] for key, item in value]
    if types.is_struct(arrow_type):
        return {field.name: _cell(value[field.name], field.type) for field in arrow_type}
    if isinstance(value, list):
        return [_cell(item, arrow_type.value_type) for item in value]
    return value


def _date(days: int) -> str:
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=days)).isoformat()


def _clock(units: int, unit: str) -> str:
    digits = _DIGITS[unit]
    seconds, fraction = divmod(units, 10**digits)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{fraction:0{digits}d}" if digits else text
