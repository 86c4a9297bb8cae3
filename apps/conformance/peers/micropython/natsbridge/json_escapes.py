# Escapes in JSON strings. The two halves of a code point are joined.

_ESCAPES = {
    0x22: b'"',
    0x5C: b"\\",
    0x2F: b"/",
    0x62: b"\b",
    0x66: b"\f",
    0x6E: b"\n",
    0x72: b"\r",
    0x74: b"\t",
}


def unescape(buffer, start, end, in_place=False):
    """
    The bytes of the JSON string at buffer[start:end] without its escapes, as a memoryview.
    In place they end up at buffer[start:], which must be writable; else in new memory.
    """
    source = memoryview(buffer)
    target = source[start:end] if in_place else memoryview(bytearray(end - start))
    at = start
    out = 0
    while True:
        escape = buffer.find(b"\\", at, end)
        plain = (end if escape < 0 else escape) - at
        target[out : out + plain] = source[at : at + plain]
        out += plain
        if escape < 0:
            return target[:out]
        kind = source[escape + 1]
        at = escape + 2
        if kind == 0x75:
            code = _hex(source, at)
            at += 4
            if 0xD800 <= code < 0xDC00 and bytes(source[at : at + 2]) == b"\\u":
                low = _hex(source, at + 2)
                if 0xDC00 <= low < 0xE000:
                    code = 0x10000 + ((code - 0xD800) << 10 | low - 0xDC00)
                    at += 6
            written = chr(code).encode()
        else:
            written = _ESCAPES.get(kind)
            if written is None:
                raise ValueError("an unknown escape")
        target[out : out + len(written)] = written
        out += len(written)


def _hex(source, at):
    text = bytes(source[at : at + 4])
    if len(text) < 4 or text.strip(b"0123456789abcdefABCDEF"):
        raise ValueError("an unfinished \\u escape")
    return int(text, 16)
