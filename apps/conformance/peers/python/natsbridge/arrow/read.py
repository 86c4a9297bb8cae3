"""Arrow tables: read from file or stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from ..budget import Budget
from ..errors import NatsBridgeError
from .expansion import check_expansion
from .ipc_check import check_ipc

FILE_MAGIC = b"ARROW1"
STREAM_MARK = b"\xff\xff\xff\xff"


def is_arrow_ipc(data: bytes) -> bool:
    return data[:6] == FILE_MAGIC or data[:4] == STREAM_MARK


def read_table(data: bytes, budget: Optional[Budget] = None) -> Any:
    """``pyarrow.Table`` over ``data``, without a copy where the file is not compressed.

    :raises NatsBridgeError: ``decode_error``
    """
    import pyarrow as pa

    if data[:4] == b"FEA1":
        raise NatsBridgeError("decode_error", "Feather V1 is not Arrow IPC; write it as version 2")
    is_file = data[:6] == FILE_MAGIC
    if not is_file and not is_arrow_ipc(data) and not _is_old_stream(data):
        raise NatsBridgeError("decode_error", f"not Arrow IPC: the first bytes are {bytes(data[:8])!r}")
    if is_file and (len(data) < 18 or data[-6:] != FILE_MAGIC):
        raise NatsBridgeError("decode_error", f"Arrow file of {len(data)} bytes is truncated: its closing magic is missing")
    spent = budget or Budget(None, len(data))
    check_ipc(data, spent)
    try:
        reader = pa.ipc.open_file(pa.BufferReader(data)) if is_file else pa.ipc.open_stream(pa.BufferReader(data))
        table = reader.read_all()
        # Damaged offsets are found here and not when somebody touches the cell.
        table.validate(full=True)
        check_expansion(table, spent)
        return table
    except (pa.ArrowException, OSError, ValueError, TypeError, MemoryError, OverflowError, EOFError) as error:
        raise NatsBridgeError("decode_error", f"Arrow IPC cannot be read: {error}") from error


def read_table_file(path: Path) -> Any:
    """``pyarrow.Table`` over a mapped file.

    :raises NatsBridgeError: ``decode_error``
    """
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            return pa.ipc.open_file(mapped).schema
    except (pa.ArrowException, ValueError) as error:
        raise NatsBridgeError("decode_error", f"Arrow IPC cannot be read: {error}") from error


def _is_old_stream(data: bytes) -> bool:
    """A stream from before Arrow 0.15, without continuation markers, begins with the length of its schema."""
    return len(data) > 8 and 0 < int.from_bytes(data[:4], "little") < len(data) and int.from_bytes(data[:4], "little") % 8 in (0, 4)
