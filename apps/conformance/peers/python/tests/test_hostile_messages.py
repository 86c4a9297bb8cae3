"""Messages as an enemy would make them: bounded before anything is made of them."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import time
import tracemalloc
from typing import Any, Callable

import pyarrow as pa
import pytest

from natsbridge import NatsBridgeError, smartreceive, smartsend


def message(data: bytes, payload_type: str = "arrowtable", **metadata: Any) -> str:
    payload = {"dataname": "t", "payload_type": payload_type, "transport": "direct", "encoding": "base64", "data": base64.b64encode(data).decode(), "metadata": metadata}
    return json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": [payload]})


async def refused(code: str, words: str, msg: Any, **options: Any) -> NatsBridgeError:
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(NatsBridgeError, match=words) as caught:
            await smartreceive(msg, **options)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000 and pa.total_allocated_bytes() < 100_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 30
    assert caught.value.code == code, caught.value
    return caught.value


def ipc(table: Any, compression: str | None = None, stream: bool = False) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def empty_structs(rows: int) -> Any:
    return pa.StructArray.from_buffers(pa.struct([]), rows, [None])


def run_ends(rows: int) -> Any:
    return pa.RunEndEncodedArray.from_arrays(pa.array([rows], pa.int32()), pa.array(["x"]))


MANY = 200_000_000
BOMBS: dict[str, Callable[[], Any]] = {
    "nulls": lambda: pa.table({"a": pa.nulls(MANY)}),
    "many columns of nulls": lambda: pa.table({f"c{at}": pa.nulls(2_000_000) for at in range(100)}),
    "empty structs": lambda: pa.table({"a": empty_structs(MANY)}),
    "nested nulls": lambda: pa.table({"a": pa.StructArray.from_arrays([pa.nulls(MANY)], names=["x"])}),
    "lists of fixed size": lambda: pa.table({"a": pa.FixedSizeListArray.from_arrays(pa.nulls(MANY), 100)}),
    "run ends": lambda: pa.table({"a": run_ends(MANY)}),
    "binaries of no width": lambda: pa.table({"a": pa.FixedSizeBinaryArray.from_buffers(pa.binary(0), MANY, [None, pa.py_buffer(b"")])}),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("table_format", ["pandas", "pyarrow"])
async def test_rows_without_bytes(name: str, stream: bool, table_format: str) -> None:
    data = ipc(BOMBS[name](), stream=stream)
    assert len(data) < 60_000
    error = await refused("decode_error", "over max_decoded_bytes 1,073,741,824", message(data), table_format=table_format)
    assert error.details["option"] == "max_decoded_bytes" and not error.is_retryable and error.details["dataname"] == "t"


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
async def test_compressed_buffers_are_counted_by_what_they_say(compression: str) -> None:
    data = ipc(pa.table({"a": pa.array([0] * 4_000_000, pa.int64())}), compression)
    await refused("decode_error", "over max_decoded_bytes 30,000,000", message(data), max_decoded_bytes=30_000_000)
    assert len((await smartreceive(message(data), max_decoded_bytes=32_000_100))["payloads"][0][1]) == 4_000_000
    # A buffer that claims more than there is.
    lie = data.replace(struct.pack("<q", 32_000_000), struct.pack("<q", 2**40), 1)
    assert lie != data
    await refused("decode_error", "over max_decoded_bytes", message(lie))


def shared_buffers(columns: int, compression: str | None) -> bytes:
    """A stream whose columns all point to the buffer of the first one: 24 bytes of metadata make another column."""
    table = pa.table({f"c{at}": pa.array([at % 7] * 100_000, pa.int64()) for at in range(columns)})
    data = bytearray(ipc(table, compression, stream=True))
    schema_end = 8 + struct.unpack_from("<i", data, 4)[0]
    size = struct.unpack_from("<i", data, schema_end + 4)[0]

    def follow_each_other(at: int) -> bool:
        pairs = [struct.unpack_from("<qq", data, at + 32 * column) for column in range(columns)]
        return pairs[0][0] == 0 and all(length > 0 and offset + length <= after[0] for (offset, length), after in zip(pairs, [*pairs[1:], (len(data), 0)]))

    # Each column has an empty validity buffer and one of data, 16 bytes of metadata each.
    places = range(schema_end + 8, schema_end + size - 32 * columns, 4)
    start = next(at for at in places if follow_each_other(at))
    for column in range(1, columns):
        data[start + 32 * column : start + 32 * column + 16] = data[start : start + 16]
    # The body ends behind the one buffer that is left.
    body = schema_end + 8 + size
    length = -(-struct.unpack_from("<q", data, start + 8)[0] // 8) * 8
    at = data.index(struct.pack("<q", len(data) - 8 - body), schema_end)
    data[at : at + 8] = struct.pack("<q", length)
    return bytes(data[: body + length])


async def test_compressed_buffers_may_not_overlap() -> None:
    await refused("decode_error", "compressed buffers overlap", message(shared_buffers(20, "zstd")))


async def test_plain_buffers_that_overlap_are_counted() -> None:
    data = shared_buffers(20, None)
    await refused("decode_error", "share their bytes would make", message(data), max_decoded_bytes=10_000_000)


async def test_views_are_counted() -> None:
    if not hasattr(pa, "string_view"):
        pytest.fail("this pyarrow has no views; the newest one is tested here")
    view = struct.pack("<i4sii", 1_000_000, b"xxxx", 0, 0)
    texts = pa.Array.from_buffers(pa.string_view(), 5_000, [None, pa.py_buffer(view * 5_000), pa.py_buffer(b"x" * 1_000_000)])
    await refused("decode_error", "views of texts would make", message(ipc(pa.table({"a": texts}), stream=True)))
    values = pa.array(range(100_000), pa.int64())
    lists = pa.ListViewArray.from_arrays(pa.array([0] * 50_000, pa.int32()), pa.array([100_000] * 50_000, pa.int32()), values)
    await refused("decode_error", "views of lists would make", message(ipc(pa.table({"a": lists}), stream=True)))


async def test_a_batch_that_a_file_lists_many_times() -> None:
    table = pa.table({"a": pa.array(range(100_000), pa.int64())})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        for _ in range(60):
            writer.write_table(table.slice(0, 1))
        writer.write_table(table)
    data = bytearray(sink.getvalue().to_pybytes())
    size = struct.unpack_from("<i", data, len(data) - 10)[0]
    footer = len(data) - 10 - size
    big = next(at for at in range(footer, len(data) - 33, 4) if struct.unpack_from("<q", data, at + 16)[0] == 800_000 and 0 < struct.unpack_from("<q", data, at)[0] < len(data))
    for at in range(big - 60 * 24, big, 24):
        data[at : at + 24] = data[big : big + 24]
    await refused("decode_error", "share their bytes would make", message(bytes(data)), max_decoded_bytes=10_000_000)


async def test_more_payloads_than_a_message_has() -> None:
    body = json.dumps({"correlation_id": "c" * 1000, "msg_id": "m", "payloads": [{}] * 300_000})
    started = time.monotonic()
    error = await refused("invalid_envelope", "300,000 entries, at most 10,000", body)
    assert time.monotonic() - started < 30 and len(error.details["issues"]) == 1
    faults = json.dumps({"correlation_id": "c", "msg_id": "m", "payloads": [{}] * 9_000})
    assert len((await refused("invalid_envelope", "payloads", faults)).details["issues"]) == 10
    with pytest.raises(NatsBridgeError, match="at most 10,000 payloads, not 10,001") as caught:
        await smartsend("chat", [("m", "x", "text")] * 10_001, is_publish=False)
    assert caught.value.code == "invalid_payload"


@pytest.mark.parametrize("checksum", [{"toString": 1}, [1], 5, True, "x" * 100_000, "sha256:", "\x1b"])
async def test_a_checksum_that_is_none(checksum: Any) -> None:
    error = await refused("checksum_mismatch", "is no SHA-256", message(b"x", "text", checksum=checksum))
    assert len(error.message) < 500 and error.message.isprintable()


@pytest.mark.parametrize("digits", [400, 4_300])
async def test_long_integers_are_exact(digits: int) -> None:
    assert (await smartreceive(message(b"9" * digits, "dictionary")))["payloads"][0][1] == 10**digits - 1


async def test_longer_integers_are_refused() -> None:
    await refused("decode_error", "4300", message(b"9" * 4_301, "dictionary"))
    await refused("invalid_envelope", "4300", b'{"correlation_id":"c","msg_id":"m","payloads":[],"x":' + b"9" * 4_301 + b"}")


async def test_a_log_line_shows_200_characters_of_an_id(caplog: pytest.LogCaptureFixture) -> None:
    body = {"correlation_id": "\x1b[1mc" * 100_000, "msg_id": "m", "payloads": []}
    with caplog.at_level("INFO", "natsbridge"):
        await smartreceive(json.dumps(body))
    assert len(caplog.messages) == 1 and len(caplog.messages[0]) < 700 and caplog.messages[0].isprintable()


@pytest.mark.parametrize("size", range(8))
async def test_truncated_arrow(size: int) -> None:
    for data in (b"ARROW1\0\0"[:size], b"\xff\xff\xff\xff\x10\0\0\0"[:size]):
        await refused("decode_error", ".", message(data))


async def test_damaged_arrow_is_a_value_or_a_decode_error() -> None:
    import random

    rng = random.Random(5)
    table = pa.table({"a": [1, None, 3], "s": ["x", "yy", None], "l": [[1], [], None], "d": pa.array(["a", "b", "a"]).dictionary_encode()})
    for compression in (None, "zstd"):
        for stream in (False, True):
            data = ipc(table, compression, stream)
            for _ in range(500):
                damaged = bytearray(data)
                for _ in range(rng.randint(1, 8)):
                    damaged[rng.randrange(len(damaged))] = rng.randrange(256)
                try:
                    await smartreceive(message(bytes(damaged)), table_format="pyarrow")
                except NatsBridgeError as error:
                    assert error.code == "decode_error", error


async def test_the_loop_goes_on_while_much_is_decompressed() -> None:
    data = ipc(pa.table({"a": pa.array([0] * 30_000_000, pa.int64())}), "zstd")
    assert len(data) < 100_000
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    await asyncio.sleep(0)
    started = time.monotonic()
    table = (await smartreceive(message(data), table_format="pyarrow"))["payloads"][0][1]
    passed = time.monotonic() - started
    ticking.cancel()
    assert table.num_rows == 30_000_000 and ticks > 5, f"{ticks} ticks in {passed} s"
