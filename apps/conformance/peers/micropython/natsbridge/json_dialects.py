# Payloads whose encoding is "json", as older peers write it: three things by one name. Loaded where one comes.

from json import dumps

from .base64 import decode_base64
from .json_reader import JsonReader
from .utf8 import decode_utf8


def is_string_value(source, size):
    # A JSON value that happens to be a string: its size is that of its JSON text, quotes included.
    if size is None or size <= len(source) or size > 6 * len(source) + 2:
        return False
    try:
        return len(dumps(decode_utf8(source)).encode()) == size
    except ValueError:
        return False


def is_base64_of_json(source, size):
    if size == len(source):
        return False
    try:
        decoded = decode_base64(source)
    except ValueError:
        return False
    if decoded == size:
        return True
    # The size fits neither: what is JSON as it stands is that.
    text = bytes(source)
    try:
        JsonReader(text, 0, len(text)).read()
        return False
    except ValueError:
        return True
