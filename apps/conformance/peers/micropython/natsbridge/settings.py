# The options of a connection, checked. Times are in ms.

from .deadline import LONGEST
from .errors import NatsBridgeError

# Name, default and least value of what is a number.
_NUMBERS = (
    ("connect_timeout", 2000, 1),
    ("reconnect_delay", 100, 1),
    ("max_reconnect_attempts", -1, -1),
    ("ping_interval", 15000, 1),
    ("timeout", 5000, 1),
)
_TEXTS = ("user", "password", "token", "name")
_TLS = ("tls", "tls_ca", "tls_cert", "tls_key", "tls_context")


class Settings:
    """
    connect_timeout: for one server, until it has accepted the login. reconnect_delay: before the first new attempt,
    doubling up to 5,000. max_reconnect_attempts: in a row, then the connection is closed; -1 without end.
    tls: whether to insist on it. tls_ca, tls_cert, tls_key: bytes or the name of a file, DER (PEM where the port reads it);
    tls_verify=False trusts any broker. tls_context: a ready SSLContext in place of all that.
    ping_interval: two PINGs without an answer and the connection is made anew. timeout: of a send.
    """

    def __init__(self, options):
        for name, default, least in _NUMBERS:
            setattr(self, name, number(options, name, default, least))
        for name in _TEXTS:
            value = options.get(name)
            if value is not None and not isinstance(value, str):
                raise NatsBridgeError("invalid_config", "%s: expected text, got %s" % (name, type(value).__name__))
            setattr(self, name, value)
        for name in _TLS:
            setattr(self, name, options.get(name))
        self.tls_verify = options.get("tls_verify") is not False


def number(options, name, default, least=0):
    """The option `name`, a whole number of at least `least`."""
    value = options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise NatsBridgeError("invalid_config", "%s: expected a whole number from %d on" % (name, least))
    return min(value, LONGEST)
