# A str that is filled piece by piece needs its memory once instead of twice. MicroPython
# lets bytes become str without a copy; writing into the bytes before that goes through
# uctypes. Ports without uctypes pay for the copy.


try:
    from uctypes import addressof, bytearray_at
except ImportError:
    addressof = None


def join_text(chunks, size):
    """The str made of chunks (bytes, UTF-8 taken together) whose total length is `size` bytes."""
    if addressof is None:
        buffer = bytearray(size)
    else:
        # Fresh memory: nothing else can hold this object yet.
        buffer = bytes(size)
    if size:
        target = memoryview(buffer if addressof is None else bytearray_at(addressof(buffer), size))
        at = 0
        for chunk in chunks:
            target[at : at + len(chunk)] = chunk
            at += len(chunk)
    return str(buffer, "utf-8")
