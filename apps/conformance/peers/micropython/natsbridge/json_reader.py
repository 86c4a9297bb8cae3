# A strict JSON reader over bytes. The built-in one needs the text twice in memory, does not
# join surrogate pairs and accepts what is no JSON ("[1 2]"). This one walks with a stack of
# its own, so that deep nesting is an error and not a crash, and leaves the `data` of payloads
# where it is.

from .constants import MAX_PAYLOADS
from .utf8 import check_utf8, decode_utf8

MAX_DEPTH = 100
_MAX_DIGITS = 4300
_SPACE = b" \t\n\r"
_DIGITS = b"0123456789"
_NUMBER = b"+-.0123456789eE"
_WORDS = (
    (b"true", True),
    (b"false", False),
    (b"null", None),
    (b"NaN", float("nan")),
    (b"Infinity", float("inf")),
    (b"-Infinity", float("-inf")),
)

class Span:
    """A string left in the buffer: its characters are buffer[start:end], before any unescaping."""

    def __init__(self, start, end, escaped):
        self.start = start
        self.end = end
        self.escaped = escaped


class JsonReader:
    """Reads one JSON value from buffer[start:end], a bytes or bytearray. Faults are ValueError."""

    def __init__(self, buffer, start, end):
        self.buffer = buffer
        self.view = memoryview(buffer)
        self.at = start
        self.end = end

    def read(self, leave_data=False):
        """The value. With leave_data, strings at payloads[*].data come as Span."""
        value = self._value(leave_data)
        if self._peek() is not None:
            self._fail("more after the end")
        return value

    def _value(self, leave_data):
        containers = []
        keys = []
        while True:
            # One value begins here.
            byte = self._peek()
            if byte == 0x7B or byte == 0x5B:
                if len(containers) == MAX_DEPTH:
                    self._fail("nested deeper than %d" % MAX_DEPTH)
                self.at += 1
                value = {} if byte == 0x7B else []
                if self._peek() != byte + 2:
                    containers.append(value)
                    keys.append(self._key() if byte == 0x7B else None)
                    continue
                self.at += 1
            elif byte == 0x22:
                span = self._string()
                if (
                    leave_data
                    and len(keys) == 3
                    and keys[2] == "data"
                    and keys[1] is None
                    and keys[0] == "payloads"
                ):
                    value = span
                else:
                    value = self.text(span)
            else:
                value = self._scalar(byte)
            # It ends here, and with it perhaps the containers around it.
            while True:
                if not containers:
                    return value
                container = containers[-1]
                byte = self._peek()
                key = keys[-1]
                if key is None:
                    if leave_data and len(container) == MAX_PAYLOADS and len(keys) == 2 and keys[0] == "payloads":
                        self._fail("more than %d payloads" % MAX_PAYLOADS)
                    container.append(value)
                    if byte == 0x2C:
                        self.at += 1
                        break
                    if byte != 0x5D:
                        self._fail("expected , or ]")
                else:
                    container[key] = value
                    if byte == 0x2C:
                        self.at += 1
                        keys[-1] = self._key()
                        break
                    if byte != 0x7D:
                        self._fail("expected , or }")
                self.at += 1
                keys.pop()
                value = containers.pop()

    def text(self, span):
        if span.escaped:
            from .json_escapes import unescape

            text = unescape(self.buffer, span.start, span.end)
            check_utf8(self.view[span.start : span.end])
            return str(text, "utf-8")
        return decode_utf8(self.view[span.start : span.end])

    def _key(self):
        if self._peek() != 0x22:
            self._fail("expected a key")
        key = self.text(self._string())
        if self._peek() != 0x3A:
            self._fail("expected :")
        self.at += 1
        return key

    def _string(self):
        start = self.at + 1
        buffer = self.buffer
        close = buffer.find(b'"', start, self.end)
        escape = buffer.find(b"\\", start, self.end if close < 0 else close)
        escaped = escape >= 0
        while escape >= 0:
            if close < escape + 2:
                close = buffer.find(b'"', escape + 2, self.end)
            escape = buffer.find(b"\\", escape + 2, self.end if close < 0 else close)
        if close < 0:
            self._fail("a string without an end")
        if close > start and min(self.view[start:close]) < 0x20:
            self._fail("a control character in a string")
        self.at = close + 1
        return Span(start, close, escaped)

    def _scalar(self, byte):
        if byte is None:
            self._fail("cut off")
        start = self.at
        end = start
        stop = self.end
        buffer = self.buffer
        if byte in _DIGITS or byte == 0x2D:
            while end < stop and buffer[end] in _NUMBER:
                end += 1
            if end > start + 1 or byte != 0x2D:
                value = self._number(bytes(self.view[start:end]))
                self.at = end
                return value
        for word, value in _WORDS:
            end = start + len(word)
            if byte == word[0] and end <= stop and self.view[start:end] == word:
                self.at = end
                return value
        self._fail("no value")

    def _number(self, token):
        digits = token[1:] if token[0] == 0x2D else token
        if digits[0] == 0x30 and len(digits) > 1 and digits[1] in _DIGITS:
            self._fail("a number with a leading zero")
        if digits.isdigit():
            if len(digits) > _MAX_DIGITS:
                self._fail("an integer of more than %d digits" % _MAX_DIGITS)
            return int(token)
        exponent = max(digits.find(b"e"), digits.find(b"E"))
        if exponent >= 0:
            power = digits[exponent + 1 :]
            if power[:1] in (b"+", b"-"):
                power = power[1:]
            if not power.isdigit():
                self._fail("no number")
            digits = digits[:exponent]
        point = digits.find(b".")
        if point >= 0:
            if not digits[point + 1 :].isdigit():
                self._fail("no number")
            digits = digits[:point]
        if not digits.isdigit():
            self._fail("no number")
        return float(token)

    def _peek(self):
        at = self.at
        end = self.end
        buffer = self.buffer
        while at < end:
            byte = buffer[at]
            if byte not in _SPACE:
                self.at = at
                return byte
            at += 1
        self.at = at
        return None

    def _fail(self, what):
        raise ValueError("%s at byte %d" % (what, self.at))
