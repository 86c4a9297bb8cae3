# Values of the payload types to bytes, in pieces that can be had again.

from binascii import hexlify
from hashlib import sha256
from io import BytesIO

from .constants import BYTES_TYPES, PAYLOAD_TYPES
from .errors import NatsBridgeError
from .json_writer import NotJson, check_json, json_pieces
from .plain_text import cut
from .utf8 import has_surrogates


class Serialized:
    """`size` in bytes, `checksum` and the bytes themselves, as pieces, of one payload."""

    def __init__(self, value, is_json):
        self._value = value
        self._is_json = is_json
        self.size = 0
        hasher = sha256()
        for piece in self.pieces():
            self.size += len(piece)
            hasher.update(piece)
        self.checksum = hexlify(hasher.digest()).decode()

    def pieces(self):
        return json_pieces(self._value) if self._is_json else (self._value,)


def serialize(dataname, value, payload_type, index):
    """Serialized; without a copy of the value."""

    def refuse(what, code="invalid_payload"):
        raise NatsBridgeError(
            code, "payload %d (%s): %s" % (index, cut(dataname), what), dataname, index
        )

    if payload_type == "arrowtable":
        refuse(
            "arrowtable needs Arrow, which does not exist for MicroPython; send a jsontable",
            "unsupported",
        )
    if payload_type not in PAYLOAD_TYPES:
        refuse(
            "payload_type %r is none of %s" % (cut(payload_type), ", ".join(PAYLOAD_TYPES)),
            "unsupported_type",
        )
    if payload_type in BYTES_TYPES:
        if isinstance(value, BytesIO):
            return Serialized(value.getvalue(), False)
        if not isinstance(value, (bytes, bytearray, memoryview)):
            refuse("%s takes bytes, bytearray or BytesIO, got %s" % (payload_type, _kind(value)))
        if isinstance(value, memoryview) and getattr(value, "itemsize", 1) != 1:
            refuse("a memoryview of items wider than a byte; convert it to bytes first")
        return Serialized(value, False)
    if payload_type == "text":
        if not isinstance(value, str):
            refuse("text takes str, got %s" % _kind(value))
        try:
            # The bytes of the text itself, not a copy of them.
            if has_surrogates(value):
                from .surrogates import join_surrogates

                value = join_surrogates(value)
            return Serialized(memoryview(value), False)
        except ValueError as error:
            refuse("text holds %s" % error)
    if payload_type == "jsontable":
        if not isinstance(value, list):
            refuse("jsontable takes a list of dicts, got %s" % _kind(value))
        for row, item in enumerate(value):
            if not isinstance(item, dict):
                refuse("jsontable takes a list of dicts, row %d is %s" % (row, _kind(item)))
    try:
        check_json(value)
        return Serialized(value, True)
    except NotJson as error:
        refuse("value%s: %s" % (error.path, error.what))
    except RuntimeError:
        refuse("value is nested too deep for the stack of this device")


def _kind(value):
    return "None" if value is None else type(value).__name__
