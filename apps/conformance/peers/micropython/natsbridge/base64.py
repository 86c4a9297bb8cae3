# Base64 in chunks, so that neither direction holds a second copy of a payload.
# The built-in decoder skips what it does not know; a chunk is trusted only when
# encoding it again gives the same characters, which costs far less than a loop.

from binascii import a2b_base64, b2a_base64

_CHUNK = 1024
_BLOCK = 768
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def encoded_length(size):
    return (size + 2) // 3 * 4


def encode_chunks(chunks):
    """Yields the base64 of bytes-like pieces taken together, 1,024 characters at a time."""
    block = bytearray(_BLOCK)
    filled = 0
    for chunk in chunks:
        view = memoryview(chunk)
        at = 0
        while at < len(view):
            if not filled and len(view) - at >= _BLOCK:
                yield b2a_base64(view[at : at + _BLOCK])[:-1]
                at += _BLOCK
                continue
            count = min(_BLOCK - filled, len(view) - at)
            block[filled : filled + count] = view[at : at + count]
            filled += count
            at += count
            if filled == _BLOCK:
                yield b2a_base64(block)[:-1]
                filled = 0
    if filled:
        yield b2a_base64(memoryview(block)[:filled])[:-1]


def decode_base64(source, target=None):
    """
    Decodes the memoryview `source` into the front of `target`, which may be the same memory;
    without a target it only counts. Returns the number of bytes. White space, the URL-safe alphabet and missing padding are read.
    ValueError says what is wrong.
    """
    size = len(source)
    out = 0
    rest = b""
    padding = 0
    is_whole = False
    for at in range(0, size, _CHUNK):
        piece = bytes(source[at : min(at + _CHUNK, size)])
        decoded = None if rest or padding else _canonical(piece)
        if decoded is None:
            text = rest + _plain(piece)
            if padding and text.strip(b"=" if not is_whole else b""):
                raise ValueError("base64 goes on after its padding")
            equals = text.find(b"=")
            if equals >= 0:
                padding += len(text) - equals
                if text[equals:].strip(b"="):
                    raise ValueError("base64 goes on after its padding")
                text = text[:equals]
                if not text and rest:
                    text = rest
            whole = len(text) & ~3
            decoded = _canonical(text[:whole])
            if decoded is None:
                _refuse(text)
            rest = text[whole:]
        elif piece.endswith(b"="):
            # Complete as it stands; nothing may follow.
            is_whole = True
            padding = 2 if piece.endswith(b"==") else 1
        if target:
            target[out : out + len(decoded)] = decoded
        out += len(decoded)
    if padding and not is_whole and len(rest) + padding != 4:
        raise ValueError("base64 with padding that does not complete a group of four")
    if rest:
        _refuse_foreign(rest)
        if len(rest) == 1:
            raise ValueError("base64 is cut off: one character too many or three missing")
        decoded = a2b_base64(rest + b"==="[: 4 - len(rest)])
        if target:
            target[out : out + len(decoded)] = decoded
        out += len(decoded)
    return out


def _canonical(piece):
    try:
        decoded = a2b_base64(piece)
    except ValueError:
        return None
    return decoded if b2a_base64(decoded)[:-1] == piece else None


def _plain(piece):
    for space in (b"\n", b"\r", b" ", b"\t", b"\f"):
        piece = piece.replace(space, b"")
    return piece.replace(b"-", b"+").replace(b"_", b"/")


def _refuse(text):
    _refuse_foreign(text)
    raise ValueError("base64 cannot be read")


def _refuse_foreign(text):
    for character in text:
        if character not in _ALPHABET:
            raise ValueError("base64 holds the foreign byte 0x%02x" % character)
