# Received values in the canonical form of the vectors, and their digests.

import struct
from binascii import hexlify
from hashlib import sha256

_SAFE = 9007199254740991
BYTES_TYPES = ("image", "audio", "video", "binary")


def digest_of(data):
    return hexlify(sha256(data).digest()).decode()


def canonical(value):
    """The value as JSON can say it: big integers, NaN and infinities as strings."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -_SAFE <= value <= _SAFE else str(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    return value


def _float(value):
    if value != value:
        return "NaN"
    if value == float("inf"):
        return "Infinity"
    if value == float("-inf"):
        return "-Infinity"
    return value


def payload_answer(dataname, value, payload_type, form):
    answer = {"dataname": dataname, "type": payload_type}
    if payload_type in BYTES_TYPES:
        answer["len"] = len(value)
        answer["sha256"] = digest_of(value)
    elif payload_type == "text":
        if form == "digest":
            data = memoryview(value)
            answer["len"] = len(data)
            answer["sha256"] = digest_of(data)
        else:
            answer["text"] = value
    elif form == "digest":
        answer["len"] = len(value) if isinstance(value, (dict, list)) else 0
        hasher = sha256()
        _walk(value, hasher.update)
        answer["sha256"] = hexlify(hasher.digest()).decode()
    else:
        answer["value"] = canonical(value)
    return answer


def _walk(value, write):
    if value is None:
        return write(b"n")
    if isinstance(value, bool):
        return write(b"t" if value else b"f")
    if isinstance(value, (int, float)):
        value = canonical(value)
    if isinstance(value, str):
        write(b"s")
        return _text(value, write)
    if isinstance(value, (int, float)):
        return write(b"d" + struct.pack(">d", value))
    write(b"a" if isinstance(value, list) else b"o")
    write(struct.pack(">I", len(value)))
    if isinstance(value, list):
        for item in value:
            _walk(item, write)
        return
    names = sorted([key.encode() for key in value])
    for name in names:
        key = name.decode()
        _walk(key, write)
        _walk(value[key], write)


def _text(text, write):
    # The bytes of the text itself: a copy of a long one finds no room.
    data = memoryview(text)
    write(struct.pack(">I", len(data)))
    write(data)
