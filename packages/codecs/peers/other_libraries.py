"""Reads and writes Arrow IPC with pyarrow, arrow-rs, pandas and polars, as the tests ask: one JSON request a line."""

import base64
import datetime
import decimal
import io
import json
import math
import random
import sys

import arro3.io
import pandas
import polars
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc

FRACTION_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def type_text(t):
    if pa.types.is_dictionary(t):
        return type_text(t.value_type)
    if pa.types.is_floating(t):
        return f"float{t.bit_width}"
    if pa.types.is_string(t) or pa.types.is_large_string(t) or t == pa.string_view():
        return "string"
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or t == pa.binary_view():
        return "binary"
    if pa.types.is_fixed_size_binary(t):
        return f"fixed_size_binary({t.byte_width})"
    if pa.types.is_decimal(t):
        return f"decimal({t.precision}, {t.scale})"
    if pa.types.is_date(t):
        return "date"
    if pa.types.is_time(t):
        return f"time[{t.unit}]"
    if pa.types.is_timestamp(t):
        return f"timestamp[{t.unit}{', ' + t.tz if t.tz else ''}]"
    if pa.types.is_map(t):
        return f"map<{type_text(t.key_type)}, {type_text(t.item_type)}>"
    if pa.types.is_fixed_size_list(t):
        return f"fixed_size_list<{type_text(t.value_type)}>({t.list_size})"
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return f"list<{type_text(t.value_type)}>"
    if pa.types.is_struct(t):
        return f"struct<{', '.join(f'{t.field(i).name}: {type_text(t.field(i).type)}' for i in range(t.num_fields))}>"
    return str(t)


def fraction(rest, unit):
    digits = FRACTION_DIGITS[unit]
    return f".{rest:0{digits}d}" if digits else ""


def cell(scalar):
    t = scalar.type
    if pa.types.is_dictionary(t):
        return None if not scalar.is_valid else cell(scalar.value)
    if not scalar.is_valid or pa.types.is_null(t):
        return None
    if pa.types.is_int64(t) or pa.types.is_uint64(t):
        return str(scalar.as_py())
    if pa.types.is_floating(t):
        value = float(scalar.as_py())
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if pa.types.is_timestamp(t):
        per_second = 10 ** FRACTION_DIGITS[t.unit]
        seconds, rest = divmod(scalar.value, per_second)
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
        return moment.isoformat() + fraction(rest, t.unit) + ("Z" if t.tz else "")
    if pa.types.is_date32(t):
        return (datetime.date(1970, 1, 1) + datetime.timedelta(days=scalar.value)).isoformat()
    if pa.types.is_date64(t):
        return (datetime.date(1970, 1, 1) + datetime.timedelta(days=scalar.value // 86_400_000)).isoformat()
    if pa.types.is_time(t):
        seconds, rest = divmod(scalar.value, 10 ** FRACTION_DIGITS[t.unit])
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" + fraction(rest, t.unit)
    if pa.types.is_duration(t):
        return str(scalar.value)
    if pa.types.is_decimal(t):
        return format(scalar.as_py(), "f")
    if pa.types.is_union(t):
        return cell(scalar.value)
    if pa.types.is_struct(t):
        return {t.field(i).name: cell(scalar[i]) for i in range(t.num_fields)}
    if pa.types.is_map(t):
        return [[cell(pair[0]), cell(pair[1])] for pair in scalar.values]
    if isinstance(scalar, (pa.ListScalar, pa.LargeListScalar, pa.FixedSizeListScalar)):
        return [cell(item) for item in scalar.values]
    value = scalar.as_py()
    return value.hex() if isinstance(value, bytes) else value


def canonical(table):
    columns = []
    for field in table.schema:
        column = {"name": field.name, "type": type_text(field.type)}
        if pa.types.is_dictionary(field.type):
            column["dictionary"] = True
        columns.append(column)
    rows = [[cell(column[i]) for column in table.columns] for i in range(table.num_rows)]
    return {"columns": columns, "nrows": table.num_rows, "rows": rows}


def random_type(rnd, depth=0, deep=False):
    flat = [
        pa.null(), pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(),
        pa.uint64(), pa.float16(), pa.float32(), pa.float64(), pa.string(), pa.large_string(), pa.string_view(),
        pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(3), pa.decimal128(20, 4), pa.decimal256(50, 10),
        pa.date32(), pa.date64(), pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"),
        pa.timestamp("s"), pa.timestamp("ms", "UTC"), pa.timestamp("us", "Europe/Berlin"), pa.timestamp("ns"),
        pa.duration("s"), pa.duration("ns"), pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.int64(), pa.string()), pa.dictionary(pa.uint16(), pa.int64()),
    ]
    if depth < 2 and rnd.random() < (0.6 if deep else 0.3):
        inner = random_type(rnd, depth + 1, deep)
        while pa.types.is_dictionary(inner) and not deep:
            inner = random_type(rnd, depth + 1)
        return rnd.choice([
            pa.list_(inner), pa.large_list(inner), pa.list_(inner, 2),
            pa.struct([("a", inner), ("b", pa.string())]), pa.map_(pa.string(), inner),
        ])
    return rnd.choice(flat)


def random_value(rnd, t):
    if pa.types.is_null(t) or rnd.random() < 0.2:
        return None
    if pa.types.is_dictionary(t):
        return random_value(rnd, t.value_type) if rnd.random() < 0.3 else ("k" if pa.types.is_string(t.value_type) else 7)
    if pa.types.is_boolean(t):
        return rnd.random() < 0.5
    if pa.types.is_integer(t):
        low, high = (-(2 ** (t.bit_width - 1)), 2 ** (t.bit_width - 1) - 1) if pa.types.is_signed_integer(t) else (0, 2**t.bit_width - 1)
        return rnd.choice([low, high, rnd.randint(low, high), 0, 1])
    if pa.types.is_floating(t):
        return rnd.choice([math.nan, math.inf, -math.inf, 0.0, 1.5, -0.25, float(rnd.randint(-999, 999)) / 8])
    if type_text(t) == "string":
        return rnd.choice(["", "a", "Grüße", "東京 🎉", "\ufeffx", "x" * rnd.randint(0, 40)])
    if pa.types.is_fixed_size_binary(t) and not pa.types.is_decimal(t):
        return rnd.randbytes(t.byte_width)
    if type_text(t) == "binary":
        return rnd.randbytes(rnd.randint(0, 30))
    if pa.types.is_decimal(t):
        digits = rnd.randint(0, 10 ** (t.precision - 1))
        return decimal.Decimal(rnd.choice([digits, -digits, 0])).scaleb(-t.scale, decimal.Context(prec=80))
    if pa.types.is_date64(t):
        return rnd.randint(-40_000, 40_000) * 86_400_000
    if pa.types.is_date32(t):
        return rnd.randint(-40_000, 40_000)
    if pa.types.is_time(t):
        return rnd.randint(0, 86_399 * 10 ** FRACTION_DIGITS[t.unit])
    if pa.types.is_timestamp(t):
        return rnd.randint(-4_000_000_000, 4_000_000_000) * 10 ** FRACTION_DIGITS[t.unit] + rnd.randint(0, 10 ** FRACTION_DIGITS[t.unit] - 1)
    if pa.types.is_duration(t):
        return rnd.choice([0, -1, 2**53 + 1, -(2**62)])
    if pa.types.is_struct(t):
        return {t.field(i).name: random_value(rnd, t.field(i).type) for i in range(t.num_fields)}
    if pa.types.is_map(t):
        return [(f"k{i}", random_value(rnd, t.item_type)) for i in range(rnd.randint(0, 3))]
    size = t.list_size if pa.types.is_fixed_size_list(t) else rnd.randint(0, 3)
    return [random_value(rnd, t.value_type) for _ in range(size)]


def make_pyarrow(rnd, deep):
    fields = [pa.field(f"c{i}", random_type(rnd, 0, deep)) for i in range(rnd.randint(1, 5))]
    batches = []
    for rows in [rnd.randint(0, 20) for _ in range(rnd.randint(1, 3))]:
        arrays = [pa.array([random_value(rnd, f.type) for _ in range(rows)], f.type) for f in fields]
        batches.append(pa.record_batch(arrays, schema=pa.schema(fields)))
    table = pa.Table.from_batches(batches, pa.schema(fields))
    if deep:
        return table
    # One dictionary for all batches, as the file format demands.
    return table.unify_dictionaries()


def write_pyarrow(table, form, compression, chunk=7):
    options = ipc.IpcWriteOptions(compression=compression)
    sink = io.BytesIO()
    opener = ipc.new_file if form == "file" else ipc.new_stream
    with opener(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=chunk)
    return sink.getvalue()


def make(request):
    rnd = random.Random(request["seed"])
    library, compression = request["library"], request.get("compression")
    if library == "pyarrow":
        table = make_pyarrow(rnd, request.get("deep", False))
        return write_pyarrow(table, request["form"], compression), table
    rows = rnd.randint(0, 30)
    data = {
        "i": [rnd.randint(-(2**62), 2**62) for _ in range(rows)],
        "f": [rnd.choice([None, 0.5, -1e300, math.inf]) for _ in range(rows)],
        "s": [rnd.choice([None, "", "Grüße", "a long text that is not inlined"]) for _ in range(rows)],
        "b": [rnd.random() < 0.5 for _ in range(rows)],
        "t": [datetime.datetime(2024, 1, 1) + datetime.timedelta(microseconds=rnd.randint(0, 2**50)) for _ in range(rows)],
    }
    sink = io.BytesIO()
    if library == "pandas":
        frame = pandas.DataFrame(data)
        frame["c"] = pandas.Categorical([rnd.choice(["x", "y", None]) for _ in range(rows)])
        feather.write_feather(frame, sink, compression=compression or "uncompressed")
    else:
        frame = polars.DataFrame(data, schema={"i": polars.Int64, "f": polars.Float64, "s": polars.String, "b": polars.Boolean, "t": polars.Datetime("us")})
        frame = frame.with_columns(
            polars.Series("c", [rnd.choice(["x", "y", None]) for _ in range(rows)], polars.Categorical),
            polars.Series("l", [rnd.choice([None, [], [1, None, 3]]) for _ in range(rows)], polars.List(polars.Int64)),
        )
        writer = frame.write_ipc if request["form"] == "file" else frame.write_ipc_stream
        writer(sink, compression=compression or "uncompressed")
    return sink.getvalue(), read_pyarrow(sink.getvalue())


def special(name):
    """Types that have no values in JSON, by name."""
    ids = pa.array([0, 1, 0, 1], pa.int8())
    arrays = {
        "sparse_union": lambda: pa.UnionArray.from_sparse(ids, [pa.array([1, 0, None, 0]), pa.array(["", "x", "", "y"])]),
        "dense_union": lambda: pa.UnionArray.from_dense(ids, pa.array([0, 0, 1, 1], pa.int32()), [pa.array([1, None]), pa.array(["x", "y"])]),
        "interval": lambda: pa.array([(1, 2, 3), None, (-1, -2, -(2**40))], pa.month_day_nano_interval()),
        "dictionary_int64": lambda: pa.array(["x", "y", None, "x"]).dictionary_encode().cast(pa.dictionary(pa.int64(), pa.string())),
        "dictionary_uint16": lambda: pa.array(["x", "y", None, "x"]).dictionary_encode().cast(pa.dictionary(pa.uint16(), pa.string())),
        "dictionary_int8": lambda: pa.array(["x", "y", None, "x"]).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string())),
        "duplicate_fields": lambda: pa.StructArray.from_arrays(
            [pa.array([1, 2]), pa.array(["x", "y"]), pa.array([True, False])], names=["k", "k", "k_2"]),
        "RunEndEncoded": lambda: pa.RunEndEncodedArray.from_arrays([2, 3], ["a", "b"]),
        "ListView": lambda: pa.array([[1], None], pa.list_view(pa.int8())),
        "LargeListView": lambda: pa.array([[1], None], pa.large_list_view(pa.int8())),
    }
    if name == "duplicate_columns":
        columns = [pa.array([1, 2, None]), pa.array(["x", None, "z"]), pa.array([0.5, 1.5, 2.5]), pa.nulls(3)]
        table = pa.Table.from_arrays(columns, names=["a", "a", "a", "b"])
    else:
        table = pa.table({"s" if name == "duplicate_fields" else "v": arrays[name]()})
    return {"ipc": base64.b64encode(write_pyarrow(table, "file", None)).decode(), "table": {"columns": [], "nrows": table.num_rows, "rows": []}}


def read_pyarrow(data):
    if data[:6] == b"ARROW1":
        return ipc.open_file(data).read_all()
    return ipc.open_stream(data).read_all()


def answer(request):
    if request["op"] == "make":
        data, table = make(request)
        return {"ipc": base64.b64encode(data).decode(), "table": canonical(table)}
    if request["op"] == "special":
        return special(request["name"])
    data = base64.b64decode(request.get("ipc", ""))
    if request["op"] == "views":
        table = pa.table({"v": pa.array(request["texts"], pa.string_view())})
        return {"ipc": base64.b64encode(write_pyarrow(table, "file", None, 1 << 20)).decode(), "table": canonical(table)}
    if request["op"] == "legacy":
        # As before version 0.15: without continuation markers.
        table = pa.table({"a": [1, 2, None], "s": ["x", None, "z"], "d": pa.array(["p", "q", "p"]).dictionary_encode()})
        sink = io.BytesIO()
        options = ipc.IpcWriteOptions(use_legacy_format=True, metadata_version=ipc.MetadataVersion.V4)
        with (ipc.new_file if request["form"] == "file" else ipc.new_stream)(sink, table.schema, options=options) as writer:
            writer.write_table(table)
        return {"ipc": base64.b64encode(sink.getvalue()).decode(), "table": canonical(table)}
    if request["op"] == "types":
        rows = [[str(field.type)] for field in read_pyarrow(data).schema]
        return {"table": {"columns": [], "nrows": 0, "rows": rows}}
    if request["op"] == "valid":
        table = read_pyarrow(data)
        table.validate(full=True)
        return {"table": {"columns": [], "nrows": table.num_rows, "rows": [[str(value.as_py()) for value in table.column(0)]]}}
    if request["op"] == "read":
        table = read_pyarrow(data)
        table.validate(full=True)
        return {"table": canonical(table)}
    if request["op"] == "both":
        table = read_pyarrow(data)
        table.validate(full=True)
        read = canonical(table)
        other = canonical(pa.table(arro3.io.read_ipc(io.BytesIO(data))))
        if json.dumps(other) != json.dumps(read):
            raise ValueError(f"arrow-rs reads {other}, pyarrow reads {read}")
        return {"table": read}
    if request["op"] == "feather":
        return {"table": canonical(feather.read_table(io.BytesIO(data)))}
    if request["op"] == "polars":
        return {"table": canonical(polars.read_ipc(io.BytesIO(data), use_pyarrow=False).to_arrow())}
    raise ValueError(request["op"])


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:  # every fault is for the test to see
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)
