"""Value to bytes and back, for the eight payload types."""

from __future__ import annotations

import io
from typing import Any, Optional

from .arrow.read import is_arrow_ipc, read_table
from .arrow.to_frame import to_frame
from .arrow.write import write_table
from .budget import Budget
from .constants import BINARY_TYPES, PAYLOAD_TYPES
from .errors import NatsBridgeError
from .json_codec import dump_json, load_json


def serialize_data(data: Any, payload_type: str, arrow_compression: str | None = None) -> bytes:
    """The bytes of a value as the contract writes them.

    :raises NatsBridgeError: ``unsupported_type``; ``invalid_payload`` when the value does not fit the type or would be lost.
    """
    if payload_type == "text":
        if not isinstance(data, str):
            raise NatsBridgeError("invalid_payload", f"text is a str, not {type(data).__name__}")
        try:
            return data.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NatsBridgeError("invalid_payload", f"text holds half a surrogate pair at {error.start}, which UTF-8 cannot write") from error
    if payload_type == "dictionary":
        return dump_json(data)
    if payload_type in ("arrowtable", "jsontable"):
        return serialize_table_data(data, payload_type, arrow_compression)
    if payload_type in BINARY_TYPES:
        return _raw_bytes(data, payload_type)
    raise _unsupported(payload_type)


def serialize_table_data(data: Any, payload_type: str, arrow_compression: str | None = None) -> bytes:
    """The two table types of :func:`serialize_data`."""
    if payload_type == "arrowtable":
        return write_table(data, arrow_compression)
    if payload_type != "jsontable":
        raise _unsupported(payload_type)
    if not isinstance(data, (list, tuple)):
        raise NatsBridgeError("invalid_payload", f"jsontable is a list of dicts, not {type(data).__name__}")
    for row, value in enumerate(data):
        if not isinstance(value, dict):
            raise NatsBridgeError("invalid_payload", f"row {row} of a jsontable is a dict, not {type(value).__name__}")
    return dump_json(data)


def deserialize_data(data: bytes, payload_type: str, table_format: str = "pandas", budget: Optional[Budget] = None) -> Any:
    """The value of the bytes.

    An ``arrowtable`` becomes a pandas DataFrame, or a ``pyarrow.Table`` with ``table_format="pyarrow"`` and where pandas is not
    installed, or a polars DataFrame with ``table_format="polars"``.

    :raises NatsBridgeError: ``unsupported_type``, ``decode_error``
    """
    if payload_type == "text":
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError as error:
            raise NatsBridgeError("decode_error", f"text is not UTF-8 at byte {error.start}") from error
    if payload_type == "dictionary":
        return load_json(data)
    if payload_type in ("arrowtable", "jsontable"):
        return deserialize_table_data(data, payload_type, table_format, budget)
    if payload_type in BINARY_TYPES:
        return bytes(data)
    raise _unsupported(payload_type)


def deserialize_table_data(data: bytes, payload_type: str, table_format: str = "pandas", budget: Optional[Budget] = None) -> Any:
    """The two table types of :func:`deserialize_data`."""
    if payload_type == "jsontable":
        return assert_rows(load_json(data))
    if payload_type != "arrowtable":
        raise _unsupported(payload_type)
    return shape_table(read_table(data, budget), table_format)


def shape_table(table: Any, table_format: str) -> Any:
    """A ``pyarrow.Table`` as what was asked for.

    :raises NatsBridgeError: ``decode_error`` where that cannot hold it, ``unsupported`` without the library
    """
    if table_format == "pyarrow":
        return table
    try:
        if table_format == "polars":
            import polars

            return polars.from_arrow(table)
        import pandas  # noqa: F401
    except ImportError as error:
        if table_format == "pandas":
            return table
        raise NatsBridgeError("unsupported", f'table_format="polars" needs polars: {error}') from error
    except Exception as error:
        raise _unfit(table_format, error) from error
    try:
        return to_frame(table)
    except Exception as error:
        raise _unfit(table_format, error) from error


def _unfit(table_format: str, error: Exception) -> NatsBridgeError:
    return NatsBridgeError("decode_error", f'{table_format} cannot hold this table ({error}); ask for table_format="pyarrow"')


def assert_rows(value: Any) -> Any:
    if not isinstance(value, list):
        raise NatsBridgeError("decode_error", f"jsontable is a list of objects, not {type(value).__name__}")
    for row, item in enumerate(value):
        if not isinstance(item, dict):
            raise NatsBridgeError("decode_error", f"row {row} of a jsontable is an object, not {type(item).__name__}")
    return value


def assert_payload_type(payload_type: object) -> str:
    if payload_type not in PAYLOAD_TYPES:
        raise _unsupported(payload_type)
    return str(payload_type)


def resolve_table(payload_type: str, data: bytes | None) -> str:
    """What older peers call ``table`` is an arrowtable when its bytes are Arrow IPC, else a jsontable."""
    if payload_type != "table":
        return assert_payload_type(payload_type)
    return "arrowtable" if data is not None and is_arrow_ipc(data) else "jsontable"


def _unsupported(payload_type: object) -> NatsBridgeError:
    return NatsBridgeError("unsupported_type", f"payload type {payload_type!r} is none of {', '.join(PAYLOAD_TYPES)}")


def _raw_bytes(data: Any, payload_type: str) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, io.BytesIO):
        return data.getvalue()
    if not isinstance(data, str):
        try:
            view = memoryview(data)
            if view.itemsize == 1 and view.ndim <= 1:
                return view.tobytes()
        except TypeError:
            pass
    raise NatsBridgeError("invalid_payload", f"{payload_type} is bytes, bytearray, memoryview or io.BytesIO, not {type(data).__name__}")
