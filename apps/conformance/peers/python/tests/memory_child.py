"""Sends or receives 300 MB in a process of its own and prints by how many bytes it grew: ``python -m tests.memory_child WAY FILESERVER [MESSAGE]``."""

from __future__ import annotations

import asyncio
import hashlib
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, AsyncIterator, Callable, Iterator

import pyarrow as pa

from natsbridge import smartreceive, smartsend

SIZE = 300_000_000
PIECE = bytes(range(250)) * 400


def _memory(name: str) -> int:
    match = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert match is not None
    return int(match.group(1)) * 1024


def pieces() -> Iterator[bytes]:
    for _ in range(SIZE // len(PIECE)):
        yield PIECE


async def async_pieces() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


async def main(way: str, fileserver: str, text: str) -> None:
    loaded: list[int] = []
    options: Any = {"fileserver_url": fileserver, "is_publish": False, "on_progress": lambda progress: loaded.append(progress.loaded)}
    folder = Path(tempfile.mkdtemp())
    source = folder / "source"
    sources: dict[str, Callable[[], Any]] = {
        "path": lambda: source, "file": lambda: source.open("rb"), "iterator": pieces, "async": async_pieces,
        "table": lambda: pa.Table.from_arrays([pa.Array.from_buffers(pa.float64(), SIZE // 8, [None, pa.py_buffer(bytearray(SIZE))])], names=["a"]),
    }  # fmt: skip
    await smartsend("chat", [("w", bytes(2_000_000), "binary"), ("t", {"a": [1]}, "arrowtable")], **options)
    loaded.clear()
    if way in ("path", "file"):
        with source.open("wb") as file:
            for piece in pieces():
                file.write(piece)
    value = sources[way]() if way in sources else None
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    if value is not None:
        result = await smartsend("chat", [("big", value, "arrowtable" if way == "table" else "binary")], **options)
        text = result.env_json_str
        assert result.receipt.payloads[0].bytes >= SIZE
    else:
        env = await smartreceive(text, lazy=True, fileserver_url=fileserver, on_progress=options["on_progress"])
        handle = env["payloads"][0][1]
        if way == "save":
            saved = await handle.save_to(folder / "saved")
            assert saved.stat().st_size == SIZE
        else:
            digest = hashlib.sha256()
            async for chunk in handle.stream():
                digest.update(chunk)
    assert len(loaded) > 50 and loaded == sorted(loaded) and loaded[-1] >= SIZE
    print(_memory("VmHWM") - before)
    print(text)


asyncio.run(main(sys.argv[1], sys.argv[2], sys.stdin.read()))
