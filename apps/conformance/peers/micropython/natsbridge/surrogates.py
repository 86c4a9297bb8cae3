# Halves of code points in a str, as escapes and other peers bring them. Loaded where there are some.


def escape_surrogates(json_text):
    """JSON text with every surrogate written as an escape."""
    return "".join([c if not 0xD800 <= ord(c) < 0xE000 else "\\u%04x" % ord(c) for c in json_text])


def join_surrogates(text):
    """The text with the halves of code points joined; ValueError when half is missing."""
    parts = []
    high = 0
    for character in text:
        code = ord(character)
        if 0xDC00 <= code < 0xE000 and high:
            character = chr(0x10000 + ((high - 0xD800) << 10 | code - 0xDC00))
            high = 0
        elif high or 0xDC00 <= code < 0xE000:
            raise ValueError("half of a surrogate pair")
        elif 0xD800 <= code < 0xDC00:
            high = code
            continue
        parts.append(character)
    if high:
        raise ValueError("half of a surrogate pair")
    return "".join(parts)
