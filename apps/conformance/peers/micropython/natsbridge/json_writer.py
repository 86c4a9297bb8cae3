# JSON by the built-in writer, after a walk that refuses what it would lose or garble.
# A payload is written in pieces: the heap holds its value, but never its whole JSON.

from json import dumps

from .json_reader import MAX_DEPTH
from .plain_text import cut
from .utf8 import has_surrogates

_LONG = 512


class NotJson(ValueError):
    """A value that JSON cannot hold; `path` leads to it."""

    def __init__(self, what):
        super().__init__(what)
        self.what = what
        self.path = ""


def write_json(value):
    """JSON text of a small value; NotJson names what cannot be written and where it is."""
    check_json(value)
    return _dump(value)


def json_pieces(value):
    """Yields the JSON of a checked value as bytes, in pieces of about a row or 512 characters."""
    if isinstance(value, str) and len(value) > _LONG:
        yield b'"'
        for piece in _split(value):
            yield _dump(piece)[1:-1].encode()
        yield b'"'
    elif not isinstance(value, (dict, list, tuple)) or _is_small(value):
        yield _dump(value).encode()
    elif isinstance(value, dict):
        mark = "{"
        for key, item in value.items():
            yield ("%s%s:" % (mark, _dump(key))).encode()
            yield from json_pieces(item)
            mark = ","
        yield b"}"
    else:
        mark = b"["
        for item in value:
            yield mark
            yield from json_pieces(item)
            mark = b","
        yield b"]"


def check_json(value, depth=0):
    """NotJson unless JSON can hold the value."""
    if value is None or isinstance(value, (bool, int, str)):
        return
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise NotJson("%s has no place in JSON" % value)
    elif depth == MAX_DEPTH:
        raise NotJson("nested deeper than %d" % MAX_DEPTH)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotJson("the key %s is no string" % cut(repr(key)))
            try:
                check_json(item, depth + 1)
            except NotJson as error:
                error.path = ".%s%s" % (cut(key), error.path)
                raise
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            try:
                check_json(item, depth + 1)
            except NotJson as error:
                error.path = "[%d]%s" % (index, error.path)
                raise
    else:
        raise NotJson("a %s has no place in JSON" % type(value).__name__)


def _dump(value):
    # The built-in writer copies surrogates as they are, which would be no UTF-8.
    text = dumps(value, separators=(",", ":"))
    if has_surrogates(text):
        from .surrogates import escape_surrogates

        return escape_surrogates(text)
    return text


def _is_small(value):
    if len(value) > 16:
        return False
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, (dict, list, tuple)) and item or isinstance(item, str) and len(item) > _LONG:
            return False
    return True


def _split(text):
    # Text of at most _LONG bytes each, cut between characters.
    view = memoryview(text)
    at = 0
    while at < len(view):
        end = min(at + _LONG, len(view))
        while end < len(view) and view[end] & 0xC0 == 0x80:
            end -= 1
        yield str(view[at:end], "utf-8")
        at = end
