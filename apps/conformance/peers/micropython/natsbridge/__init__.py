"""NATSBridge for MicroPython: typed payloads over NATS, inside the message. See README.md."""

import gc

# The allocator goes upwards from its last place until it collects, so that litter scatters what
# lives long all over the heap and leaves no piece for a message. Collecting every few KiB keeps
# the heap whole. A program that sets gc.threshold() itself is not overruled.
if hasattr(gc, "threshold") and gc.threshold() < 0:
    gc.threshold(8192)

from .errors import NatsBridgeError


def __getattr__(name):
    # The blocking form is loaded when it is asked for: who uses natsbridge.aio has no need of it.
    if name not in ("NATSBridge", "smartsend", "smartreceive"):
        raise AttributeError(name)
    from .bridge import NATSBridge

    return NATSBridge if name == "NATSBridge" else getattr(NATSBridge, name)
