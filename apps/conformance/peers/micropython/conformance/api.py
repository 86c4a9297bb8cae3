# What there is, found in the running package: the names of its classes, the words of its options, and, since this
# runtime tells nobody what a function takes, what becomes of a call with each name.

from natsbridge.blocking_payload import BlockingPayload
from natsbridge.bridge import NATSBridge
from natsbridge.core import _CONNECT, _RECEIVE, _SEND
from natsbridge.errors import NatsBridgeError

# Which options the `**options` of a method are, besides those of every connection.
GROUPS = {
    "smartsend": ("_SEND",),
    "smartreceive": ("_RECEIVE",),
    "request": ("_SEND", "_RECEIVE"),
    "reply": ("_SEND",),
    "ack": ("_SEND",),
    "nack": ("_SEND",),
}
_WORDS = {"_SEND": _SEND, "_RECEIVE": _RECEIVE, "_CONNECT": _CONNECT}
# No function has more parameters, the object itself among them.
_MOST = 6


def offered(names):
    """Names by the function or class that has them; of parameters, those of `names` that are taken."""
    found = {"handle": _functions(BlockingPayload), "methods": _functions(NATSBridge)}
    for name in found["methods"]:
        taken = {each for each in names if _is_parameter(getattr(NATSBridge, name), each)}
        if name in GROUPS:
            for group in GROUPS[name] + ("_CONNECT",):
                taken.update(_WORDS[group].split())
        found[name] = sorted(taken)
    found["NATSBridge"] = [name for name in names if _is_option(name)]
    return found


def _functions(kind):
    return [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]


def _is_parameter(function, name):
    # Given by its place and by its name it comes twice; no other call gets as far as to do anything, without an object.
    for count in range(1, _MOST + 1):
        try:
            function(*(None,) * count, **{name: None})
        except TypeError as error:
            if "multiple values" in str(error):
                return True
        except Exception:
            pass
    return False


def _is_option(name):
    try:
        NATSBridge(**{name: None})
    except NatsBridgeError as error:
        return "unknown option" not in error.message
    return True
