"""Payloads that are never held as a whole."""

from __future__ import annotations

import asyncio
import io
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any, AsyncIterator, Iterator

import pyarrow as pa
import pytest

from natsbridge import NatsBridgeError, PayloadHandle, Progress, smartreceive, smartsend
from natsbridge.arrow.write import write_table

from .servers import PlikServer

PEER = Path(__file__).resolve().parents[1]
GROWTH = 64 * 2**20


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "tests.plik_process"], cwd=PEER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdin is not None
    yield process.stdout.readline().strip()
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def grown(way: str, files: str, text: str = "") -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-m", "tests.memory_child", way, files], cwd=PEER, input=text, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    growth, text = ran.stdout.splitlines()
    return int(growth), text


@pytest.mark.parametrize("way", ["path", "file", "iterator", "async", "table"])
def test_300_mb_go_out_with_little_memory(way: str, files: str) -> None:
    growth, _ = grown(way, files)
    assert growth < GROWTH


@pytest.fixture(scope="module")
def stored(files: str) -> str:
    """The message of one upload of 300 MB."""
    return grown("iterator", files)[1]


@pytest.mark.parametrize("way", ["save", "stream"])
def test_300_mb_come_in_with_little_memory(way: str, files: str, stored: str) -> None:
    growth, _ = grown(way, files, stored)
    assert growth < GROWTH


async def _chunks(*pieces: Any) -> AsyncIterator[Any]:
    for piece in pieces:
        yield piece


@pytest.mark.parametrize("length", [0, 10, 300_000])
@pytest.mark.parametrize("way", ["path", "file", "bytesio", "iterator", "async"])
async def test_every_source_of_bytes(way: str, length: int, plik: PlikServer, tmp_path: Path) -> None:
    content = bytes(index % 251 for index in range(length))
    path = tmp_path / "source"
    path.write_bytes(content)
    file = path.open("rb")
    sources: dict[str, Any] = {
        "path": path, "file": file, "bytesio": io.BytesIO(content), "iterator": iter([content[:7], bytearray(content[7:])]), "async": _chunks(content[:1], memoryview(content[1:])),
    }  # fmt: skip
    result = await smartsend("chat", [("b", sources[way], "binary"), ("t", "x", "text")], is_publish=False, size_threshold=100)
    assert [each.transport for each in result.receipt.payloads] == ["link" if length > 100 else "direct", "direct"]
    env = await smartreceive(result.env_json_str)
    assert env["payloads"] == [("b", content, "binary"), ("t", "x", "text")] and env["payload_info"][0]["verified"]
    assert len(plik.files) == (1 if length > 100 else 0)
    file.close()


async def test_sources_that_fail_leave_nothing(plik: PlikServer, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(200)
        raise ValueError("the tape tore")

    cases: list[tuple[Any, str, str]] = [
        (tmp_path / "none", "invalid_payload", "the file cannot be read: No such file"), (tmp_path, "invalid_payload", "it is no file"),
        (io.StringIO("x"), "invalid_payload", "not str; open files with 'rb'"), (_chunks(1), "invalid_payload", "not int"), (broken(), "upload_failed", "the tape tore"),
    ]  # fmt: skip
    for value, code, words in cases:
        with pytest.raises(NatsBridgeError, match=words) as caught:
            await smartsend("chat", [("b", value, "binary")], is_publish=False, size_threshold=100)
        assert caught.value.code == code and caught.value.details["dataname"] == "b"
    assert plik.files == {} and plik.uploads == {}


async def test_progress_tells_what_went_and_came(plik: PlikServer) -> None:
    told: list[Progress] = []
    result = await smartsend("chat", [("b", bytes(600_000), "binary")], is_publish=False, size_threshold=100, on_progress=told.append)
    assert told == [Progress("b", "upload", loaded, 600_000) for loaded in (262_144, 524_288, 600_000)]
    told.clear()
    await smartreceive(result.env_json_str, on_progress=told.append)
    assert told[-1] == Progress("b", "download", 600_000, 600_000)
    from tqdm import tqdm

    bar = tqdm(total=600_000, disable=True)
    await smartreceive(result.env_json_str, on_progress=lambda progress: bar.update(progress.loaded - bar.n))


async def test_handles_give_every_form_and_fail_one_by_one(plik: PlikServer, tmp_path: Path) -> None:
    data: Any = [("t", "text", "text"), ("d", {"a": 1}, "dictionary"), ("b", bytes(300), "binary"), ("a", {"x": [1, 2]}, "arrowtable")]
    _, text = await smartsend("chat", data, is_publish=False, size_threshold=100)
    env = await smartreceive(text, lazy=True, table_format="pyarrow")
    handles = {dataname: handle for dataname, handle, _ in env["payloads"]}
    assert all(isinstance(handle, PayloadHandle) for handle in handles.values()) and plik.requests == []
    assert await handles["t"].text() == "text" == await handles["t"].value() and await handles["d"].json() == {"a": 1}
    assert await handles["b"].bytes() == bytes(300) == b"".join([chunk async for chunk in handles["b"].stream()])
    assert (await handles["a"].table()).to_pydict() == {"x": [1, 2]} == (await handles["a"].value()).to_pydict()
    assert (handles["b"].transport, handles["b"].size) == ("link", 300)
    with pytest.raises(NatsBridgeError, match="payload 1 'd'") as caught:
        await handles["d"].table()
    assert caught.value.code == "decode_error"
    plik.files.clear()
    with pytest.raises(NatsBridgeError, match="payload 2 'b'") as caught:
        await handles["b"].bytes()
    assert caught.value.code == "link_gone" and await handles["t"].text() == "text"


async def test_a_file_appears_whole_and_checked_or_not_at_all(plik: PlikServer, tmp_path: Path) -> None:
    content = os.urandom(600_000)
    _, text = await smartsend("chat", [("b", content, "binary")], is_publish=False, size_threshold=100)
    handle = (await smartreceive(text, lazy=True))["payloads"][0][1]
    umask = os.umask(0o027)
    try:
        assert await handle.save_to(str(tmp_path / "new")) == tmp_path / "new" and (tmp_path / "new").read_bytes() == content
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
        secret = tmp_path / "secret"
        secret.write_bytes(b"old")
        secret.chmod(0o600)
        await handle.save_to(secret)
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600 and secret.read_bytes() == content
        await handle.save_to(tmp_path / "moded", mode=0o604)
        assert stat.S_IMODE((tmp_path / "moded").stat().st_mode) == 0o604
    finally:
        os.umask(umask)
    key = next(iter(plik.files))
    plik.files[key]["content"] = content[:-1] + b"\0"
    with pytest.raises(NatsBridgeError) as caught:
        await handle.save_to(secret)
    assert caught.value.code == "checksum_mismatch" and secret.read_bytes() == content
    saving = asyncio.ensure_future(handle.save_to(tmp_path / "cancelled"))
    await asyncio.sleep(0.005)
    saving.cancel()
    await asyncio.wait([saving])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["moded", "new", "secret"]


async def test_arrow_files_by_path_and_big_tables_batch_by_batch(plik: PlikServer, tmp_path: Path) -> None:
    path = tmp_path / "table.arrow"
    path.write_bytes(write_table({"a": [1, None]}))
    result = await smartsend("chat", [("t", path, "arrowtable")], is_publish=False)
    assert (await smartreceive(result.env_json_str, table_format="pyarrow"))["payloads"][0][1].to_pydict() == {"a": [1, None]}
    path.write_bytes(b"no table")
    with pytest.raises(NatsBridgeError, match="no Arrow IPC file") as caught:
        await smartsend("chat", [("t", path, "arrowtable")], is_publish=False)
    assert caught.value.code == "invalid_payload"
    table = pa.table({"n": pa.array(range(2_000_000), pa.int64()), "s": [f"row {index % 100}" for index in range(2_000_000)]})
    for compression in (None, "lz4", "zstd"):
        options: Any = {"is_publish": False, "arrow_compression": compression}
        result = await smartsend("chat", [("t", table, "arrowtable")], **options)
        assert result.receipt.payloads[0].transport == "link"
        env = await smartreceive(result.env_json_str, table_format="pyarrow")
        assert env["payloads"][0][1].equals(table) and env["payload_info"][0]["size"] == result.receipt.payloads[0].bytes
