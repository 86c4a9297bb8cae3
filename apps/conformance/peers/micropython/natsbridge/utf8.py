# MicroPython checks the shape of UTF-8 but lets surrogates, overlong forms and
# code points beyond U+10FFFF pass, which every other peer refuses.

_STEP = 512


def decode_utf8(view):
    """Text of a memoryview or bytes; ValueError when it is not UTF-8."""
    try:
        text = str(view, "utf-8")
    except UnicodeError:
        raise ValueError("not UTF-8")
    if len(text) != len(view):
        check_utf8(view)
    return text


def check_utf8(view):
    """ValueError when the bytes are not UTF-8; copies 512 bytes at a time."""
    position = 0
    end = len(view)
    while position < end:
        stop = min(position + _STEP, end)
        while stop < end and stop > position + 4 and view[stop] & 0xC0 == 0x80:
            stop -= 1
        chunk = bytes(view[position:stop])
        try:
            text = str(chunk, "utf-8")
        except UnicodeError:
            raise ValueError("not UTF-8")
        if len(text) != len(chunk):
            _check_code_points(chunk)
        position = stop


def _check_code_points(chunk):
    for lead in b"\xc0\xc1\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff":
        if lead in chunk:
            raise ValueError("not UTF-8")
    _check_second(chunk, b"\xe0", 0xA0, 0xBF)
    _check_second(chunk, b"\xed", 0x80, 0x9F)
    _check_second(chunk, b"\xf0", 0x90, 0xBF)
    _check_second(chunk, b"\xf4", 0x80, 0x8F)


def _check_second(chunk, lead, low, high):
    at = chunk.find(lead)
    while at >= 0:
        if not low <= chunk[at + 1] <= high:
            raise ValueError("not UTF-8")
        at = chunk.find(lead, at + 1)


def has_surrogates(text):
    """Whether a str holds halves of code points, as escapes and other peers bring them."""
    # In pieces: a second copy of a long text finds no room.
    view = memoryview(text)
    for start in range(0, len(view), _STEP):
        piece = bytes(view[start : start + _STEP + 1])
        at = piece.find(b"\xed")
        while at >= 0:
            if at + 1 < len(piece) and piece[at + 1] >= 0xA0:
                return True
            at = piece.find(b"\xed", at + 1)
    return False
