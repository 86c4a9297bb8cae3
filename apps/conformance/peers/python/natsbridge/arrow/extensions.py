"""Columns of extension types, which pandas would make numbers of its own of."""

from __future__ import annotations

from typing import Any


def with_storage(table: Any) -> Any:
    """The table, in which columns of types that pandas does not know itself are what they store, where pandas would round that."""
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if isinstance(field.type, pa.BaseExtensionType) and not _is_known(field.type) and _is_rounded(field.type.storage_type):
            chunks = [chunk.storage for chunk in table.column(at).chunks]
            column = pa.chunked_array(chunks, field.type.storage_type)
            if field.type.extension_name == "arrow.bool8":
                column = column.cast(pa.bool_())
            table = table.set_column(at, pa.field(field.name, column.type), column)
    return table


def _is_known(extension: Any) -> bool:
    """Whether pandas has a type that takes the column whole (periods, intervals, the user's own)."""
    try:
        return hasattr(extension.to_pandas_dtype(), "__from_arrow__")
    except NotImplementedError:
        return False


def _is_rounded(storage: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    return bool(types.is_integer(storage) or types.is_boolean(storage) or types.is_floating(storage) or types.is_nested(storage))
