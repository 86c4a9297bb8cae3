"""NATSBridge for MicroPython: typed payloads over NATS, inside the message. See README.md."""

from .heap import sweep, sweep_often

sweep_often()

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
):
    sweep()
    __import__(__name__ + "." + _name)

from .errors import NatsBridgeError


def __getattr__(name):
    # The blocking form is loaded when it is asked for: who uses natsbridge.aio has no need of it.
    if name not in ("NATSBridge", "smartsend", "smartreceive"):
        raise AttributeError(name)
    sweep()
    from .bridge import NATSBridge

    return NATSBridge if name == "NATSBridge" else getattr(NATSBridge, name)
