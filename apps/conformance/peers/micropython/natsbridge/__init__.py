"""NATSBridge for MicroPython: typed payloads over NATS, inside the message. See README.md."""

from .heap import sweep

# Compiling leaves garbage between what stays. Sweeping before each module keeps the code
# together, so that the rest of a small heap has room for a whole message.
for _name in (
    "errors",
    "constants",
    "utf8",
    "base64",
    "json_reader",
    "json_writer",
    "identity",
    "log",
    "subject",
    "broker_url",
    "config",
    "text_buffer",
    "serialize",
    "outgoing",
    "incoming",
    "deserialize",
    "receive",
    "message",
    "subscription",
    "protocol",
    "handshake",
    "connection",
    "core",
    "blocking_stream",
    "bridge",
):
    sweep()
    __import__(__name__ + "." + _name)

from .bridge import NATSBridge
from .errors import NatsBridgeError

smartsend = NATSBridge.smartsend
smartreceive = NATSBridge.smartreceive
