"""Values too big to be written into a job, made from a seed. See PROTOCOL.md."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

BLOCK = 65_521
Piece = TypeVar("Piece", str, bytes)
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@lru_cache(maxsize=8)
def block(seed: int) -> bytes:
    x, made = seed, bytearray(BLOCK)
    for at in range(BLOCK):
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        made[at] = x & 255
    return bytes(made)


@lru_cache(maxsize=8)
def letters(seed: int) -> str:
    return bytes(_ALPHABET[byte & 63] for byte in block(seed)).decode("ascii")


def generate(spec: dict[str, Any]) -> Any:
    kind, seed = spec["gen"], spec.get("seed", 1)
    if "rows" in spec:
        rows = spec["rows"]
        if kind == "jsontable":
            return _json_rows(rows, seed)
        if kind == "dictionary":
            return {"rows": _json_rows(rows, seed), "nested": {"list": [1, [2.5, "x"], {}]}}
        return _arrow_rows(rows, seed)
    size = spec["size"]
    if kind == "bytes":
        return _repeated(block(seed), size)
    if kind == "text":
        return _text(size, seed)
    if kind == "dictionary":
        return {"text": _text(size - 11, seed)} if size else {}
    if kind == "jsontable":
        return [{"text": _text(size - 13, seed)}] if size else []
    raise ValueError(f"unknown generator {spec!r}")


def _repeated(piece: Piece, size: int) -> Piece:
    return (piece * (size // len(piece) + 1))[:size]


def _text(size: int, seed: int) -> str:
    return _repeated(letters(seed), size) if size < 9 else "é€😀" + _repeated(letters(seed), size - 9)


def _json_rows(rows: int, seed: int) -> list[dict[str, Any]]:
    source = letters(seed)
    return [
        {"id": k, "value": k / 8, "even": k % 2 == 0, "none": None, "note": source[k * 7919 % 65_000 :][:500]}
        for k in range(rows)
    ]  # fmt: skip


def _arrow_rows(rows: int, seed: int) -> Any:
    import pyarrow as pa

    source = block(seed)
    return pa.table(
        {
            "id": pa.array(range(rows), pa.int32()),
            "value": pa.array([k / 8 for k in range(rows)], pa.float64()),
            "name": pa.array([None if k % 10 == 9 else f"row {k}" for k in range(rows)], pa.string()),
            "bytes": pa.array([source[k * 7919 % 65_000 :][:100] for k in range(rows)], pa.binary()),
        }
    )
