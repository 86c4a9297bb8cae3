# Counts payloads without building anything: for the message whose payloads find no room in the heap.

from .constants import MAX_PAYLOADS

_OPEN = b"{["
_CLOSE = b"}]"


def has_too_many_payloads(buffer, size):
    """Whether the array at `payloads` holds more than 10,000 values. Written for text that began as JSON."""
    depth = 0
    count = 0
    is_inside = False
    at = buffer.find(b'"', 0, size)
    start = 0
    while True:
        end = size if at < 0 else at
        for index in range(start, end):
            byte = buffer[index]
            if byte in _OPEN:
                depth += 1
                is_inside = is_inside or (depth == 2 and byte == 0x5B and _key_before(buffer, index))
            elif byte in _CLOSE:
                depth -= 1
                if depth < 2:
                    is_inside = False
                    count = 0
            elif byte == 0x2C and is_inside and depth == 2:
                count += 1
                if count == MAX_PAYLOADS:
                    return True
        if at < 0:
            return False
        start = _string_end(buffer, at, size)
        at = buffer.find(b'"', start, size)


def _string_end(buffer, start, size):
    at = start + 1
    while True:
        close = buffer.find(b'"', at, size)
        if close < 0:
            return size
        slashes = 0
        while buffer[close - 1 - slashes] == 0x5C:
            slashes += 1
        if slashes % 2 == 0:
            return close + 1
        at = close + 1


def _key_before(buffer, index):
    # What stands before the bracket, without white space and the colon, is the key.
    head = bytes(buffer[max(0, index - 40) : index]).rstrip()
    return head.endswith(b":") and head[:-1].rstrip().endswith(b'"payloads"')
