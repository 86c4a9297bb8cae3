"""Values on their way into pandas and out of it: what they were, or refused."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from natsbridge import NatsBridgeError, deserialize_data, serialize_data
from natsbridge.arrow.write import write_table

BIG = 2**53 + 1
UTC = datetime.timezone.utc
NAIVE, AWARE = datetime.datetime(2026, 1, 1, 12), datetime.datetime(2026, 1, 1, 12, tzinfo=UTC)


def received(table: Any) -> Any:
    return deserialize_data(write_table(table), "arrowtable")


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (pa.int64(), [BIG, None, -BIG]),
        (pa.uint64(), [2**64 - 1, None]),
        (pa.bool_(), [True, None, False]),
        (pa.list_(pa.int64()), [[BIG, None], None, []]),
        (pa.large_list(pa.int64()), [[BIG, None], [1]]),
        (pa.list_(pa.int64(), 2), [[BIG, None], [1, 2]]),
        (pa.struct([("x", pa.int64()), ("y", pa.bool_())]), [{"x": BIG, "y": None}, {"x": None, "y": True}]),
        (pa.list_(pa.struct([("x", pa.uint64())])), [[{"x": 2**64 - 1}, {"x": None}], None]),
        (pa.map_(pa.string(), pa.int64()), [[("a", BIG), ("b", None)], None]),
        (pa.float64(), [math.nan, None, 1.5]),
        (pa.time64("ns"), [datetime.time(1, 2, 3, 4), None]),
        (pa.time32("ms"), [datetime.time(1, 2, 3, 4000), None]),
        (pa.date32(), [datetime.date(1, 1, 1), None, datetime.date(9999, 12, 31)]),
        (pa.timestamp("us", "UTC"), [datetime.datetime(1500, 1, 1, tzinfo=UTC), None]),
        (pa.timestamp("us"), [datetime.datetime(9999, 1, 1), None]),
        (pa.decimal128(38, 10), [decimal.Decimal("1234567890123456789012345678.0123456789"), None]),
        (pa.binary(), [b"\0\xff", None]),
        (pa.string(), ["", None, "\ufeffx"]),
        (pa.dictionary(pa.int8(), pa.int64()), [BIG, None, 1]),
    ],
    ids=str,
)
def test_a_column_with_nulls_comes_back_exactly(type_: Any, values: list[Any]) -> None:
    frame = received(pa.table({"a": pa.array(values, type_), "b": range(len(values))}))
    for got, wanted in zip(list(frame["a"]), values):
        if wanted is None:
            assert got is None or got is pd.NA or got is pd.NaT or (isinstance(got, float) and math.isnan(got) and type_ != pa.float64())
        elif isinstance(wanted, float) and math.isnan(wanted):
            assert isinstance(got, float) and math.isnan(got)
        else:
            got = got.to_pydatetime() if isinstance(got, pd.Timestamp) else got
            assert got == wanted and (not isinstance(wanted, int) or int(got) == wanted)


def test_nulls_and_nan_are_told_apart() -> None:
    column = received(pa.table({"a": pa.array([math.nan, None, 1.0])}))["a"]
    assert column[1] is pd.NA and math.isnan(column[0])


def test_columns_of_one_name_are_read_as_they_are() -> None:
    table = pa.Table.from_arrays([pa.array([BIG, None]), pa.array(["x", "y"]), pa.array([[BIG, None], None])], names=["a", "a", "b"])
    frame = received(table)
    assert list(frame.columns) == ["a", "a", "b"] and frame.iloc[0, 0] == BIG and frame.iloc[0, 1] == "x" and list(frame.iloc[0, 2]) == [BIG, None]
    assert str(frame.dtypes.iloc[0]) == "Int64"


class Metres(pa.ExtensionType):  # type: ignore[misc]
    """A type of the receiver's own, which pyarrow knows and pandas does not."""

    def __init__(self) -> None:
        super().__init__(pa.int64(), "natsbridge.test.metres")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type: Any, serialized: bytes) -> Metres:
        return cls()


@pytest.fixture
def metres() -> Any:
    pa.register_extension_type(Metres())
    yield Metres()
    pa.unregister_extension_type("natsbridge.test.metres")


@pytest.mark.parametrize(
    ("storage", "wanted"),
    [
        (pa.array([BIG, None]), [BIG, pd.NA]),
        (pa.array([True, None]), [True, pd.NA]),
        (pa.array([math.nan, None]), [math.nan, pd.NA]),
        (pa.array([[BIG, None], None]), [[BIG, None], pd.NA]),
        (pa.array([{"x": BIG}, {"x": None}]), [{"x": BIG}, {"x": None}]),
    ],
    ids=lambda each: str(getattr(each, "type", "")),
)
def test_an_extension_type_is_as_exact_as_what_it_stores(storage: Any, wanted: list[Any]) -> None:
    opaque = pa.ExtensionArray.from_storage(pa.opaque(storage.type, "unknown", "somebody"), storage)
    assert repr(received(pa.table({"a": opaque}))["a"].tolist()) == repr(wanted)


def test_extension_types_that_pandas_knows_and_others(metres: Any) -> None:
    table = pa.table({
        "own": pa.ExtensionArray.from_storage(metres, pa.array([BIG, None])),
        "bool8": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, None], pa.int8())),
        "tensor": pa.ExtensionArray.from_storage(pa.fixed_shape_tensor(pa.int64(), [2]), pa.array([[BIG, 1], None], pa.list_(pa.int64(), 2))),
    })  # fmt: skip
    frame = received(table)
    assert [str(each) for each in frame.dtypes] == ["Int64", "boolean", "fixed_size_list<item: int64>[2][pyarrow]"]
    assert frame["own"].tolist() == [BIG, pd.NA] and frame["bool8"].tolist() == [True, pd.NA] and list(frame["tensor"][0]) == [BIG, 1]
    theirs = pd.DataFrame({"p": pd.PeriodIndex(["2026-01", None], freq="M"), "i": pd.arrays.IntervalArray.from_tuples([(0, 1), (1, 2)])})
    pd.testing.assert_frame_equal(deserialize_data(serialize_data(theirs, "arrowtable"), "arrowtable"), theirs)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(pd.array([BIG, None], dtype="Int64"), name="k"),
        pd.Index(pd.array([True, None], dtype="boolean"), name="k"),
        pd.MultiIndex.from_arrays([pd.array([BIG, None], dtype="Int64"), ["x", "y"]], names=["p", None]),
        pd.DatetimeIndex(["2026-01-01T00:00:00.000000001", None], name="t"),
        pd.Index([BIG, 1]),
    ],
    ids=lambda index: str(index.dtype) + str(index.nlevels),
)
def test_an_index_comes_back_exactly(index: Any) -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=index)
    again = deserialize_data(serialize_data(frame, "arrowtable"), "arrowtable")
    assert again.index.tolist() == index.tolist() or repr(again.index.tolist()) == repr(index.tolist())
    assert list(again.index.names) == list(index.names) and again["a"].tolist() == [1, 2]


def test_an_index_of_objects_with_a_missing_one_is_exact() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index([BIG, None], dtype=object))
    assert deserialize_data(serialize_data(frame, "arrowtable"), "arrowtable").index.tolist() == [BIG, pd.NA]


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        (pd.DataFrame({"a": [1, 2]}, index=pd.Index([NAIVE, AWARE], dtype=object)), "index"),
        (pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_arrays([["x", "y"], pd.Index([NAIVE, AWARE], dtype=object)], names=["p", "q"])), "q"),
        (pd.DataFrame({"a": pd.Categorical.from_codes([0, 1], categories=pd.Index([NAIVE, AWARE], dtype=object))}), "a"),
        ({"a": pd.Categorical.from_codes([0, 1], categories=pd.Index([NAIVE, AWARE], dtype=object))}, "a"),
    ],
    ids=["index", "level", "categories", "categories of a column"],
)
def test_what_would_move_in_an_index_or_in_categories_is_refused(frame: Any, name: str) -> None:
    with pytest.raises(NatsBridgeError, match=f"column '{name}' mixes datetime without a zone and datetime with a zone") as caught:
        serialize_data(frame, "arrowtable")
    assert caught.value.code == "invalid_payload"


def test_plain_columns_stay_plain() -> None:
    frame = received(pa.table({"i": [1, 2], "f": [0.5, 1.5], "b": [True, False], "t": pa.array([1, 2], pa.timestamp("ms"))}))
    assert [str(each) for each in frame.dtypes] == ["int64", "float64", "bool", "datetime64[ms]"]


@pytest.mark.parametrize(
    "data",
    [
        [{"a": BIG}, {"a": 0.5}],
        [{"a": [BIG, 0.5]}],
        [{"a": [BIG]}, {"a": [0.5]}],
        [{"a": {"x": BIG}}, {"a": {"x": 0.5}}],
        {"a": [BIG, 0.5]},
        pd.DataFrame({"a": pd.Series([BIG, 0.5], dtype=object)}),
        pd.DataFrame({"a": pd.Series([[BIG, 0.5]], dtype=object)}),
        [{"a": NAIVE}, {"a": AWARE}],
        [{"a": [NAIVE, AWARE]}],
        [{"a": {"x": AWARE}}, {"a": {"x": NAIVE}}],
        pd.DataFrame({"a": pd.Series([NAIVE, AWARE], dtype=object)}),
        pl.DataFrame({"a": pl.Series([object()], dtype=pl.Object)}),
        [{"a": {1: 2}}],
        [{"a": [1, "x"]}],
        [{"a": [True, 1]}],
        [{"a": {"x": [1]}}, {"a": {"x": ["y"]}}],
    ],
    ids=lambda data: str(data)[:40].replace("\n", " "),
)
def test_what_would_be_rounded_moved_or_sent_as_a_pointer_is_refused(data: Any) -> None:
    with pytest.raises(NatsBridgeError, match="column 'a'") as caught:
        serialize_data(data, "arrowtable")
    assert caught.value.code == "invalid_payload"


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ([{"a": 1}, {"a": 0.5}], [1.0, 0.5]),
        ([{"a": BIG}, {}], [BIG, None]),
        ([{"a": np.int64(BIG)}, {"a": None}, {"a": 1}], [BIG, None, 1]),
        ({"a": np.array([BIG, 1])}, [BIG, 1]),
        ({"a": pd.Series([BIG, None], dtype="Int64")}, [BIG, None]),
        ([{"a": pd.NA}, {"a": 1}], [None, 1]),
        ([{"a": pd.NaT}, {"a": AWARE}], [None, AWARE]),
        ([{"a": AWARE}, {"a": datetime.datetime(2026, 1, 1, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))}], [AWARE, AWARE]),
        (pd.DataFrame({"a": pd.Series([BIG, None], dtype=object)}), [BIG, None]),
        ([{"a": {"x": BIG, "y": [1, None]}}, {"a": None}], [{"x": BIG, "y": [1, None]}, None]),
    ],
    ids=lambda data: str(data)[:40].replace("\n", " "),
)
def test_what_is_exact_is_sent_exactly(data: Any, values: list[Any]) -> None:
    table = deserialize_data(serialize_data(data, "arrowtable"), "arrowtable", "pyarrow")
    assert table["a"].to_pylist() == values


def test_a_frame_comes_back_as_it_went() -> None:
    frame = pd.DataFrame({
        "i": pd.array([BIG, None], dtype="Int64"), "l": pd.Series([[BIG, None], None], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
        "t": pd.to_datetime(["2026-01-01", None]), "c": pd.Categorical(["x", None]), "s": ["y", None],
    }, index=pd.Index(["r1", "r2"], name="row"))  # fmt: skip
    again = deserialize_data(serialize_data(frame, "arrowtable"), "arrowtable")
    pd.testing.assert_frame_equal(again, frame)


def test_polars_in_and_out() -> None:
    frame = pl.DataFrame({"i": [BIG, None], "l": [[BIG, None], None], "s": ["x", None], "t": [AWARE, None]})
    again = deserialize_data(serialize_data(frame, "arrowtable"), "arrowtable", "polars")
    assert again.equals(frame) and again.schema == frame.schema
