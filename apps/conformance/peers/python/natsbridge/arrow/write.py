"""Arrow tables: written as an IPC file."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ..errors import NatsBridgeError
from .read import FILE_MAGIC
from .to_arrow import to_arrow


def write_table(data: Any, compression: Optional[str] = None) -> bytes:
    """Arrow IPC file. ``compression``: None, ``"lz4"`` or ``"zstd"``.

    :raises NatsBridgeError: ``invalid_payload``
    """
    import pyarrow as pa

    if isinstance(data, (bytes, bytearray, memoryview)):
        raw = bytes(data)
        if raw[:6] == FILE_MAGIC and compression is None:
            to_arrow(raw)
            return raw
    sink = pa.BufferOutputStream()
    _write(sink, to_arrow(data), compression)
    return bytes(sink.getvalue().to_pybytes())


def ipc_size(table: Any, compression: Optional[str]) -> int:
    """Bytes that the IPC file will have; a compressed one is written twice for it."""
    import pyarrow as pa

    sink = pa.MockOutputStream()
    _write(sink, table, compression)
    return int(sink.size())


def write_to(put: Callable[[bytes], object], table: Any, compression: Optional[str]) -> None:
    """Writes the IPC file into a function, in pieces.

    :raises NatsBridgeError: ``invalid_payload``
    """
    import pyarrow as pa

    _write(pa.PythonFile(_Sink(put), mode="w"), table, compression)


class _Sink:
    """A file that a function takes the bytes of."""

    closed = False

    def __init__(self, put: Callable[[bytes], object]) -> None:
        self._put = put

    def write(self, piece: Any) -> int:
        data = bytes(piece)
        self._put(data)
        return len(data)

    def flush(self) -> None:
        return None

    def close(self) -> None:
        return None

    def writable(self) -> bool:
        return True


def _write(sink: Any, table: Any, compression: Optional[str]) -> None:
    import pyarrow as pa

    try:
        with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
            # A column of one huge piece would be copied whole.
            writer.write_table(table, max_chunksize=_rows_of(table))
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise NatsBridgeError("invalid_payload", f"Arrow cannot write this table: {error}") from error


def _rows_of(table: Any) -> Optional[int]:
    """Rows of about 4 MiB, and never less than 1,000; None for a small table, which stays one batch."""
    # Of views of texts only the newest pyarrow knows the bytes; buffers all know.
    size = table.get_total_buffer_size()
    if size < 8 << 20 or table.num_rows == 0:
        return None
    return int(max(1_000, (4 << 20) * table.num_rows // size))
