# Reads an envelope of any dialect. Payload data stays in the buffer as a Span.

from .constants import MAX_PAYLOADS
from .errors import NatsBridgeError
from .json_reader import JsonReader, Span
from .outgoing import HEADER_FIELDS
from .plain_text import cut

_PAYLOAD_TEXTS = ("id", "dataname", "encoding")


def read_envelope(buffer, size):
    """The envelope in buffer[:size] as a dict with all its fields, checked; NatsBridgeError invalid_envelope."""
    start = 3 if size >= 3 and bytes(memoryview(buffer)[:3]) == b"\xef\xbb\xbf" else 0
    try:
        env = JsonReader(buffer, start, size).read(True)
    except ValueError as error:
        _refuse("the body is no JSON in UTF-8: %s" % error if size else "the body is empty")
    except MemoryError:
        # The heap is the smaller bound; a message that breaks the contract's is told as what it is.
        from .payload_count import has_too_many_payloads

        if has_too_many_payloads(buffer, size):
            _refuse("more than %d payloads" % MAX_PAYLOADS)
        raise
    if not isinstance(env, dict):
        _refuse("expected an object, got %s" % _kind(env))
    for field in ("correlation_id", "msg_id"):
        if not isinstance(env.get(field), str) or not env[field]:
            _refuse("%s %s" % (field, _fault(env, field, "non-empty text")))
    for field in HEADER_FIELDS:
        _text(env, field, "")
    _metadata(env, "")
    if not isinstance(env.get("payloads"), list):
        _refuse("payloads %s" % _fault(env, "payloads", "an array"))
    for index, payload in enumerate(env["payloads"]):
        _check_payload(payload, "payloads[%d]" % index)
    return env


def _check_payload(payload, path):
    if not isinstance(payload, dict):
        _refuse("%s: expected an object, got %s" % (path, _kind(payload)))
    path += "."
    for field in _PAYLOAD_TEXTS:
        _text(payload, field, path)
    _metadata(payload, path)
    for field in ("payload_type", "transport"):
        if not isinstance(payload.get(field), str):
            _refuse("%s%s %s" % (path, field, _fault(payload, field, "text")))
    if payload["transport"] not in ("direct", "link"):
        _refuse('%stransport: expected "direct" or "link", got %r' % (path, cut(payload["transport"])))
    size = payload.get("size")
    if size is not None and (isinstance(size, bool) or not isinstance(size, (int, float))):
        _refuse("%ssize: expected a number, got %s" % (path, _kind(size)))
    if payload["transport"] == "link" and not isinstance(payload.get("data"), Span):
        _refuse("%sdata %s" % (path, _fault(payload, "data", "a URL as text")))
    if "data" not in payload or (payload["data"] is None and payload["encoding"] != "json"):
        _refuse("%sdata %s" % (path, _fault(payload, "data", "text")))


def _text(fields, name, path):
    value = fields.get(name)
    if value is None:
        fields[name] = ""
    elif not isinstance(value, str):
        _refuse("%s%s %s" % (path, name, _fault(fields, name, "text")))


def _metadata(fields, path):
    value = fields.get("metadata")
    if value is None:
        fields["metadata"] = {}
    elif not isinstance(value, dict):
        _refuse("%smetadata %s" % (path, _fault(fields, "metadata", "an object")))


def _fault(fields, name, expected):
    if name not in fields:
        return "is missing"
    return "expected %s, got %s" % (expected, _kind(fields[name]))


def _kind(value):
    if value is None:
        return "null"
    if value == "":
        return "empty text"
    return {dict: "an object", list: "an array", str: "text", bool: "a boolean"}.get(
        type(value), "a number" if isinstance(value, (int, float)) else "text"
    )


def _refuse(what):
    raise NatsBridgeError("invalid_envelope", "not a msg_envelope_v1: " + what)
