"""Arrays whose values share bytes, counted before somebody makes values of them."""

from __future__ import annotations

from typing import Any

from ..budget import Budget


def check_expansion(table: Any, budget: Budget) -> None:
    """
    :raises NatsBridgeError: ``decode_error``
    """
    for column in table.columns:
        for chunk in column.chunks:
            _check(chunk, budget)


def _check(array: Any, budget: Budget) -> None:
    """Goes down to the children: views of strings and of lists."""
    import pyarrow as pa

    type_ = array.type
    name = str(type_)
    if name in ("string_view", "binary_view"):
        views = array.buffers()[1]
        if views is not None:
            lengths = memoryview(views).cast("i")[::4]
            budget.spend(sum(lengths[array.offset : array.offset + len(array)]), "views of texts")
    elif name.startswith(("list_view", "large_list_view")):
        sizes = array.buffers()[2]
        if sizes is not None:
            counts = memoryview(sizes).cast("q" if name.startswith("large") else "i")
            budget.spend(8 * sum(counts[array.offset : array.offset + len(array)]), "views of lists")
        _check(array.values, budget)
    elif pa.types.is_struct(type_):
        for at in range(type_.num_fields):
            _check(array.field(at), budget)
    elif pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_) or pa.types.is_map(type_):
        _check(array.values, budget)
    elif pa.types.is_dictionary(type_):
        _check(array.dictionary, budget)
