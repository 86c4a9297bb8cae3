# One payload of a received envelope to its value.

from binascii import hexlify
from hashlib import sha256

from .base64 import decode_base64
from .constants import BYTES_TYPES, PAYLOAD_TYPES
from .errors import NatsBridgeError
from .json_reader import JsonReader, Span
from .plain_text import cut
from .utf8 import decode_utf8

_ENCODINGS = ("", "base64", "json", "none", "utf-8", "arrow-ipc")


class PayloadReader:
    """Reads payload `index` of an envelope whose text lies in `buffer`, which is overwritten if `in_place`."""

    def __init__(self, buffer, payload, index, in_place, max_payload_size):
        self.buffer = buffer
        self.payload = payload
        self.index = index
        self.in_place = in_place
        self.limit = max_payload_size
        self.size = payload.get("size")
        self.verified = False
        # The serialized bytes, once they are there.
        self._raw = None
        # Whether the buffer may be given away, because nothing else lies in it.
        self.is_alone = False

    def check(self):
        """Refuses what this runtime cannot read, before any payload is decoded."""
        payload_type = self.payload["payload_type"]
        if payload_type != "table" and payload_type not in PAYLOAD_TYPES:
            self.fail(
                "unsupported_type",
                "payload_type %r is none of %s" % (cut(payload_type), ", ".join(PAYLOAD_TYPES)),
            )
        if payload_type == "arrowtable":
            self.fail("unsupported", "arrowtable needs Arrow, which does not exist for MicroPython; ask for a jsontable")

    def read(self):
        """(value, payload_type); sets `size` to the true one and `verified`."""
        data = self.payload["data"]
        if not isinstance(data, Span):
            return self._json_value(data)
        if self._raw is None:
            source = self._characters(data)
            if self.payload["encoding"] == "json":
                from .json_dialects import is_string_value

                if is_string_value(source, self.size):
                    return self._json_value(decode_utf8(source))
            self._take(self._bytes(source))
        return self._value(self._raw, self.buffer, data.start)

    def link(self):
        """The URL of a payload that is a link."""
        return str(self._characters(self.payload["data"]), "utf-8")

    def raw(self):
        """The serialized bytes of a direct payload, checked."""
        if self._raw is None:
            if not isinstance(self.payload["data"], Span):
                self.fail("decode_error", "data is a JSON value, whose bytes are not known: use value()")
            self._take(self._bytes(self._characters(self.payload["data"])))
        return self._raw

    def read_bytes(self, data):
        """(value, payload_type) of bytes that came by the link, a bytearray of their own."""
        self._verify(data)
        self.size = len(data)
        return self._value(memoryview(data), data, 0)

    def checksum(self):
        """The SHA-256 that the message says, 64 lower-case digits; None where it says none."""
        expected = self.payload["metadata"].get("checksum")
        if expected is None or expected == "":
            return None
        if not isinstance(expected, str):
            self.fail("checksum_mismatch", "the checksum is no text")
        said = expected.lower()
        if said.startswith("sha256:"):
            said = said[7:]
        if len(said) != 64 or said.strip("0123456789abcdef"):
            self.fail("checksum_mismatch", "the checksum %s is no SHA-256" % cut(said))
        return said

    def _take(self, view):
        if len(view) > self.limit:
            self.fail("payload_too_large", "%d bytes are more than MAX_PAYLOAD_SIZE %d" % (len(view), self.limit))
        self._verify(view)
        self.size = len(view)
        self._raw = view

    def _value(self, view, buffer, start):
        payload_type = self.payload["payload_type"]
        if payload_type == "table":
            if bytes(view[:6]) == b"ARROW1" or bytes(view[:4]) == b"\xff\xff\xff\xff":
                self.fail("unsupported", "a table in Arrow, which does not exist for MicroPython")
            payload_type = "jsontable"
        if payload_type in BYTES_TYPES:
            return self._own_bytes(view), payload_type
        try:
            if payload_type == "text":
                return decode_utf8(view), payload_type
            reader = self._json_reader(buffer, start, view)
            return self._rows(reader.read(), payload_type), payload_type
        except ValueError as error:
            self.fail("decode_error", "%s cannot be read: %s" % (payload_type, error))

    def _own_bytes(self, view):
        try:
            return bytes(view)
        except MemoryError:
            if not self.is_alone:
                raise
        # The memory of the message itself, cut to its one payload, instead of a second copy.
        size = len(view)
        memoryview(self.buffer)[:size] = view
        self.buffer[size:] = b""
        return self.buffer

    def _json_value(self, value):
        payload_type = self.payload["payload_type"]
        if payload_type == "table":
            payload_type = "jsontable"
        if payload_type not in ("dictionary", "jsontable"):
            self.fail("decode_error", "data of a %s is a JSON value, expected text" % payload_type)
        return self._rows(value, payload_type), payload_type

    def _rows(self, value, payload_type):
        if payload_type == "jsontable":
            if not isinstance(value, list):
                self.fail("decode_error", "a jsontable that is no array")
            for row, item in enumerate(value):
                if not isinstance(item, dict):
                    self.fail("decode_error", "row %d of the jsontable is no object" % row)
        return value

    def _bytes(self, source):
        # The serialized bytes. Raw text is longer than what its base64 would decode to, so
        # `size` tells the two apart wherever it is known.
        encoding = self.payload["encoding"]
        if encoding not in _ENCODINGS:
            self.fail("decode_error", "encoding %r is none of %s" % (cut(encoding), ", ".join(_ENCODINGS[1:])))
        if encoding == "none" or (encoding == "utf-8" and self.size in (None, len(source))):
            return source
        if encoding == "json":
            from .json_dialects import is_base64_of_json

            if not is_base64_of_json(source, self.size):
                return source
        target = source if self.in_place else memoryview(bytearray(len(source) * 3 // 4 + 3))
        try:
            return target[: decode_base64(source, target)]
        except ValueError as error:
            self.fail("decode_error", str(error))

    def _characters(self, span):
        if span.escaped:
            from .json_escapes import unescape

            try:
                return unescape(self.buffer, span.start, span.end, self.in_place)
            except ValueError as error:
                raise NatsBridgeError("invalid_envelope", "payloads[%d].data: %s" % (self.index, error))
        return memoryview(self.buffer)[span.start : span.end]

    def _json_reader(self, buffer, start, view):
        # Decoded in place, the bytes are the front of the span in the buffer, which spares a copy.
        if self.in_place or buffer is not self.buffer:
            return JsonReader(buffer, start, start + len(view))
        text = bytes(view)
        return JsonReader(text, 0, len(text))

    def _verify(self, view):
        if self.size is not None and self.size != len(view):
            self.fail("checksum_mismatch", "size says %s bytes, there are %d" % (cut(self.size), len(view)))
        said = self.checksum()
        if said is None:
            return
        actual = hexlify(sha256(view).digest()).decode()
        if said != actual:
            self.fail("checksum_mismatch", "checksum says %s, the bytes have %s" % (said, actual))
        self.verified = True

    def fail(self, code, what):
        dataname = self.payload["dataname"]
        raise NatsBridgeError(code, "payload %d (%s): %s" % (self.index, cut(dataname), what), dataname, self.index)
