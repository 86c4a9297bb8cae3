from .errors import NatsBridgeError
from .plain_text import cut


def check_subject(subject, name="subject", wildcards=False):
    """Refuses what NATS would misread; wildcards are for subscriptions only."""
    if not isinstance(subject, str):
        raise NatsBridgeError(
            "invalid_subject", "%s: expected a string, got %s" % (name, type(subject).__name__)
        )
    fault = _fault(subject, wildcards)
    if fault:
        raise NatsBridgeError("invalid_subject", "%s %r %s" % (name, cut(subject), fault))
    return subject


def _fault(subject, wildcards):
    if not subject:
        return "is empty"
    for character in subject:
        code = ord(character)
        if code <= 32 or 0x7F <= code <= 0xA0 or code in (0x2028, 0x2029, 0xFEFF):
            return "holds white space or a control character"
        if character in "*>" and not wildcards:
            return "holds a wildcard, which no message can be sent to"
    tokens = subject.split(".")
    for index, token in enumerate(tokens):
        if not token:
            return "has an empty token between its dots"
        if token == ">" and index != len(tokens) - 1:
            return "has > before its end"
    return None
