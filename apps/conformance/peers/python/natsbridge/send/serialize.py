"""The payloads of a message as contents, all checked before anything is uploaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterable

from ..arrow.to_arrow import to_arrow
from ..codec import assert_payload_type, serialize_data
from ..constants import BINARY_TYPES, MOST_PAYLOADS
from ..errors import NatsBridgeError, about_payload
from ..json_codec import dump_json
from .content import Content, is_source, open_content
from .table_content import table_content


async def serialize_all(data: Iterable[Any], threshold: int, compression: str | None) -> list[tuple[str, Content, str]]:
    """
    :raises NatsBridgeError: ``invalid_payload``, ``unsupported_type``, ``invalid_config``
    """
    if compression not in (None, "lz4", "zstd"):
        raise NatsBridgeError("invalid_config", f'arrow_compression: expected None, "lz4" or "zstd", got {compression!r:.80}', option="arrow_compression")
    if isinstance(data, (str, bytes, dict)) or not isinstance(data, Iterable):
        raise NatsBridgeError("invalid_payload", f"data is a list of (dataname, data, type), not {type(data).__name__}")
    entries = list(data)
    if len(entries) > MOST_PAYLOADS:
        raise NatsBridgeError("invalid_payload", f"a message has at most {MOST_PAYLOADS:,} payloads, not {len(entries):,}")
    return [await _serialize(entry, at, threshold, compression) for at, entry in enumerate(entries)]


async def _serialize(entry: Any, at: int, threshold: int, compression: str | None) -> tuple[str, Content, str]:
    if not isinstance(entry, (tuple, list)) or len(entry) != 3:
        raise NatsBridgeError("invalid_payload", f"payload {at}: expected (dataname, data, type), got {type(entry).__name__}")
    dataname, value, payload_type = entry
    if not isinstance(dataname, str):
        raise NatsBridgeError("invalid_payload", f"payload {at}: the dataname is a str, not {type(dataname).__name__}")
    try:
        dump_json(dataname)
        return dataname, await _content(value, assert_payload_type(payload_type), threshold, compression), payload_type
    except NatsBridgeError as error:
        raise about_payload(error, dataname, at)


async def _content(value: Any, payload_type: str, threshold: int, compression: str | None) -> Content:
    if payload_type in BINARY_TYPES and is_source(value):
        return await open_content(value, payload_type, threshold)
    if payload_type == "arrowtable" and isinstance(value, os.PathLike):
        # A file of Arrow IPC is sent as it stands, once a look at it has shown that it is one.
        assert_ipc_path(Path(value))
        return await open_content(value, payload_type, threshold)
    if payload_type == "arrowtable" and not isinstance(value, (bytes, bytearray, memoryview)):
        content = table_content(to_arrow(value), compression)
        if content.size is not None and content.size >= threshold:
            return content
        await content.read()
        return content
    data = serialize_data(value, payload_type, compression)
    return Content(data, len(data))


def assert_ipc_path(path: Path) -> None:
    """
    :raises NatsBridgeError: ``invalid_payload``
    """
    from ..arrow.read import FILE_MAGIC, read_table_file

    try:
        with path.open("rb") as file:
            head = file.read(6)
        if head != FILE_MAGIC:
            raise NatsBridgeError("invalid_payload", "the file is no Arrow IPC file; send a table, or write it with pyarrow.feather.write_feather")
        read_table_file(path)
    except OSError as error:
        raise NatsBridgeError("invalid_payload", f"the file cannot be read: {error.strerror or error}") from error
    except NatsBridgeError as error:
        raise NatsBridgeError("invalid_payload", error.message) from error
