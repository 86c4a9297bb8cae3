from __future__ import annotations

import io
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from natsbridge import NatsBridgeError, base64_decode, base64_encode, deserialize_data, serialize_data


@pytest.mark.parametrize(
    ("value", "payload_type", "content"),
    [
        ("é🎉", "text", "é🎉".encode()),
        ("\ufeffx", "text", b"\xef\xbb\xbfx"),
        ("", "text", b""),
        ({"a": [1, 2.5, None, True], "é": "\n"}, "dictionary", '{"a":[1,2.5,null,true],"é":"\\n"}'.encode()),
        (2**70, "dictionary", b"1180591620717411303424"),
        ((1, 2), "dictionary", b"[1,2]"),
        ([{"id": 1}], "jsontable", b'[{"id":1}]'),
        ([], "jsontable", b"[]"),
        (bytearray(b"ab"), "image", b"ab"),
        (memoryview(b"ab"), "audio", b"ab"),
        (io.BytesIO(b"ab"), "binary", b"ab"),
    ],
)
def test_written_bytes(value: Any, payload_type: str, content: bytes) -> None:
    assert serialize_data(value, payload_type) == content


@pytest.mark.parametrize(
    ("value", "payload_type", "words"),
    [
        (1, "text", "text is a str, not int"),
        ("\ud800", "text", "half a surrogate pair at 0"),
        ({"a": [1, float("nan")]}, "dictionary", r"a\[1\] is nan"),
        ({"a b": {"c": float("inf")}}, "dictionary", r'\["a b"\].c is inf'),
        ({1: 2}, "dictionary", "has the key 1 of type int"),
        ({"a": {2, 3}}, "dictionary", "a is a set"),
        ({"a": b"x"}, "dictionary", "a is a bytes"),
        ({"a": "\ud800"}, "dictionary", "a holds half a surrogate pair"),
        ({"a": 1}, "jsontable", "a list of dicts, not dict"),
        ([{"a": 1}, 2], "jsontable", "row 1 of a jsontable"),
        ("x", "image", "image is bytes"),
        (5, "binary", "binary is bytes"),
        (5, "arrowtable", "not int"),
        ([{"a": 1}, {"a": "x"}], "arrowtable", r"column 'a' mixes integer and str.*\(row 1\)"),
        ([{"a": True}, {"a": 1}], "arrowtable", "mixes bool and integer"),
        ([{"a": "x"}, {"a": b"x"}], "arrowtable", "mixes str and bytes"),
        ([{"a": 2**64}], "arrowtable", "column 'a'"),
        ([{"a": 2**53 + 1}, {"a": 0.5}], "arrowtable", "column 'a'"),
        (b"no arrow", "arrowtable", "not Arrow IPC"),
        (b"ARROW1\0\0", "arrowtable", "truncated"),
        (pd.DataFrame({"a": [1, "x"]}), "arrowtable", r"column 'a' mixes integer and str.*\(row 1\)"),
    ],
)
def test_what_would_be_lost_is_refused(value: Any, payload_type: str, words: str) -> None:
    with pytest.raises(NatsBridgeError, match=words) as caught:
        serialize_data(value, payload_type)
    assert caught.value.code == "invalid_payload"


def test_cycles_and_depth_are_refused() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (cycle, deep):
        with pytest.raises(NatsBridgeError) as caught:
            serialize_data(value, "dictionary")
        assert caught.value.code == "invalid_payload"


@pytest.mark.parametrize("payload_type", ["Text", "table", "", None, 5])
def test_unknown_types_are_named(payload_type: Any) -> None:
    with pytest.raises(NatsBridgeError, match=f"payload type {payload_type!r}") as caught:
        serialize_data("x", payload_type)
    assert caught.value.code == "unsupported_type"


def test_arrow_is_an_uncompressed_file() -> None:
    content = serialize_data([{"a": 1, "b": None}, {"a": None, "b": "x"}], "arrowtable")
    assert content[:8] == b"ARROW1\0\0" and content[-6:] == b"ARROW1"
    table = pa.ipc.open_file(pa.BufferReader(content)).read_all()
    assert table.to_pylist() == [{"a": 1, "b": None}, {"a": None, "b": "x"}]
    assert table.schema.types == [pa.int64(), pa.string()]
    import pyarrow.feather

    assert pyarrow.feather.read_table(pa.BufferReader(content)).equals(table)


def test_columns_of_later_rows_are_kept() -> None:
    assert deserialize_data(serialize_data([{"a": 1}, {"b": 2}], "arrowtable"), "arrowtable", "pyarrow").column_names == ["a", "b"]


def test_unsigned_64_bit_integers_are_kept() -> None:
    content = serialize_data({"a": [2**64 - 1, 0]}, "arrowtable")
    assert deserialize_data(content, "arrowtable", "pyarrow").to_pydict() == {"a": [2**64 - 1, 0]}


@pytest.mark.parametrize("make", [lambda t: t, lambda t: t.to_batches()[0], lambda t: t.to_pandas(), lambda t: pl.from_arrow(t)])
def test_tables_of_every_library_are_taken(make: Any) -> None:
    table = pa.table({"id": [1, 2], "name": ["Ada", None]})
    assert deserialize_data(serialize_data(make(table), "arrowtable"), "arrowtable", "pyarrow").to_pylist() == table.to_pylist()


def test_a_stream_is_written_as_a_file_and_a_file_passes_unchanged() -> None:
    table = pa.table({"id": [1, 2]})
    stream, file = pa.BufferOutputStream(), pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    assert serialize_data(stream.getvalue().to_pybytes(), "arrowtable")[:6] == b"ARROW1"
    assert serialize_data(file.getvalue().to_pybytes(), "arrowtable") == file.getvalue().to_pybytes()


def test_integers_beside_nulls_stay_integers_in_pandas() -> None:
    content = serialize_data(pa.table({"i": [1, None, 2**53 + 1], "b": [True, None, False], "f": [1.0, 2.0, 3.0]}), "arrowtable")
    frame = deserialize_data(content, "arrowtable")
    assert frame["i"].dtype == pd.Int64Dtype() and frame["i"].tolist() == [1, pd.NA, 2**53 + 1]
    assert frame["b"].dtype == pd.BooleanDtype() and frame["f"].dtype == float


def test_an_index_of_pandas_comes_back() -> None:
    frame = pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}, index=["x", "y"])
    pd.testing.assert_frame_equal(deserialize_data(serialize_data(frame, "arrowtable"), "arrowtable"), frame)


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_compression_on_request(compression: str) -> None:
    table = pa.table({"a": ["same"] * 10_000})
    content = serialize_data(table, "arrowtable", compression)
    assert len(content) < len(serialize_data(table, "arrowtable")) * 0.6
    assert deserialize_data(content, "arrowtable", "pyarrow").equals(table)


def test_base64() -> None:
    assert base64_encode(b"\xfb\xff\xfe") == "+//+"
    assert base64_decode("-__-") == base64_decode("+//+") == b"\xfb\xff\xfe"
    assert base64_decode(" AQID\r\nBA ") == b"\x01\x02\x03\x04"
    assert base64_decode("") == b""
    for bad in ("AQ=DBA==", "A", "AQID====", "AQ*D", "é", "===="):
        with pytest.raises(NatsBridgeError):
            base64_decode(bad)


def test_offsets_outside_their_buffer_are_found() -> None:
    offsets, letters = pa.array([0, 5, 2], pa.int32()).buffers()[1], pa.py_buffer(b"abcdefgh")
    broken = pa.table({"s": pa.Array.from_buffers(pa.string(), 2, [None, offsets, letters])})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, broken.schema) as writer:
        writer.write_table(broken)
    with pytest.raises(NatsBridgeError) as caught:
        deserialize_data(sink.getvalue().to_pybytes(), "arrowtable", "pyarrow")
    assert caught.value.code == "decode_error"


@pytest.mark.parametrize("seed", range(60))
def test_damaged_arrow_is_a_value_or_a_decode_error(seed: int) -> None:
    import random

    dice = random.Random(seed)
    table = pa.table({"s": ["a", None, "ccc"] * 20, "l": [[1], [], None] * 20, "d": pa.array(["x", "y", "x"] * 20).dictionary_encode()})
    content = bytearray(serialize_data(table, "arrowtable", dice.choice([None, "lz4"])))
    for _ in range(20):
        content[dice.randrange(8, len(content) - 6)] ^= 1 << dice.randrange(8)
    try:
        deserialize_data(bytes(content), "arrowtable", "pyarrow").to_pylist()
    except NatsBridgeError as error:
        assert error.code == "decode_error"
