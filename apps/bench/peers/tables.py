"""Encodes the rows of the tables benchmark with pyarrow, each time a line comes, and prints the milliseconds."""

import io
import sys
import time

import pyarrow
from pyarrow import feather

rows = [{"id": i, "value": i * 1.5 + 0.25} for i in range(int(sys.argv[1]))]
for _ in sys.stdin:
    start = time.perf_counter()
    feather.write_feather(pyarrow.Table.from_pylist(rows), io.BytesIO(), compression="uncompressed")
    print((time.perf_counter() - start) * 1000, flush=True)
