# The generators of PROTOCOL.md. Compiled to machine code: a big value takes millions of steps.

import micropython

from natsbridge.text_buffer import join_text

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BLOCK_SIZE = 65521


@micropython.viper
def _step(x: uint) -> uint:
    x ^= (x << 13) & uint(0xFFFFFFFF)
    x ^= x >> 17
    x ^= (x << 5) & uint(0xFFFFFFFF)
    return x


@micropython.viper
def _run(target: ptr8, start: int, end: int, state: uint, letters: ptr8, is_text: int) -> uint:
    # target[start:end] from the state on; returns the state after it.
    x = state
    index = start
    while index < end:
        x = uint(_step(x))
        if is_text:
            target[index] = letters[int(x) & 63]
        else:
            target[index] = int(x) & 255
        index += 1
    return x


@micropython.viper
def _skip(state: uint, count: int) -> uint:
    x = state
    while count > 0:
        x = uint(_step(x))
        count -= 1
    return x


def _fill(target, start, seed, is_text):
    # The block begins again at its end.
    state = seed
    at = 0
    while start < len(target):
        if at == _BLOCK_SIZE:
            state = seed
            at = 0
        end = min(len(target), start + _BLOCK_SIZE - at)
        state = _run(target, start, end, state, _LETTERS, is_text)
        at += end - start
        start = end


def text(size, seed):
    """The text of `size` bytes, in memory that is taken once."""
    head = "é€😀".encode() if size >= 9 else b""

    def pieces():
        yield head
        state = seed
        at = 0
        left = size - len(head)
        while left:
            if at == _BLOCK_SIZE:
                state = seed
                at = 0
            piece = bytearray(min(left, 1024, _BLOCK_SIZE - at))
            state = _run(piece, 0, len(piece), state, _LETTERS, 1)
            at += len(piece)
            left -= len(piece)
            yield piece

    return join_text(pieces(), size)


def generate(spec, payload_type):
    """The value of a {"gen": ...} payload; None where this runtime has none."""
    kind = spec["gen"]
    seed = spec.get("seed") or 1
    if kind == "bytes":
        data = bytearray(spec["size"])
        _fill(data, 0, seed, 0)
        return data
    if kind == "arrowtable":
        return None
    if "rows" in spec:
        rows = _rows(spec["rows"], seed)
        if kind == "jsontable":
            return rows
        return {"rows": rows, "nested": {"list": [1, [2.5, "x"], {}]}}
    size = spec["size"]
    if kind == "text":
        return text(size, seed)
    if kind == "dictionary":
        return {"text": text(size - 11, seed)} if size else {}
    if kind == "jsontable":
        return [{"text": text(size - 13, seed)}] if size else []
    raise ValueError("unknown generator %s" % kind)


def _rows(count, seed):
    rows = []
    for k in range(count):
        rows.append(
            {
                "id": k,
                "value": k / 8,
                "even": k % 2 == 0,
                "none": None,
                "note": _note(k * 7919 % 65000, seed),
            }
        )
    return rows


def _note(start, seed):
    note = bytearray(500)
    _run(note, 0, 500, _skip(seed, start), _LETTERS, 1)
    return str(note, "utf-8")
