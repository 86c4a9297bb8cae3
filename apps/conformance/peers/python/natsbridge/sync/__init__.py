"""The same names without ``await``, for scripts and notebooks: a loop in the background does the work. Safe to use from threads."""

from ..errors import NatsBridgeError
from ..options import BridgeOptions, JetStreamOptions, SmartReceiveOptions, SmartSendOptions
from .bridge import NATSBridge
from .delivery import Delivery
from .functions import smartreceive, smartsend
from .iterators import Consumption, Service, Status, Subscription
from .payload_handle import LazyEnvelope, PayloadHandle

__all__ = [
    "BridgeOptions",
    "Consumption",
    "Delivery",
    "JetStreamOptions",
    "LazyEnvelope",
    "NATSBridge",
    "NatsBridgeError",
    "PayloadHandle",
    "Service",
    "SmartReceiveOptions",
    "SmartSendOptions",
    "Status",
    "Subscription",
    "smartreceive",
    "smartsend",
]
