"""Writes api.json: what this peer offers, read from the package itself. ``python -m conformance.api``"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, get_type_hints

import natsbridge
from natsbridge import options, sync

FILE = Path(__file__).resolve().parents[1] / "api.json"
_OPTIONS = {
    "smartsend": options.SmartSendOptions, "smartreceive": options.SmartReceiveOptions, "NATSBridge": options.BridgeOptions, "request": options.RequestOptions,
    "reply": options.ReplyOptions, "ack": options.ReplyOptions, "nack": options.ReplyOptions, "subscribe": options.SmartReceiveOptions,
    "serve": options.SmartReceiveOptions, "consume": options.ConsumeOptions, "jetstream": options.JetStreamOptions,
}  # fmt: skip


def api() -> dict[str, Any]:
    """Names of functions, methods, options, results, stores and errors, and the peer's other forms of what TypeScript has."""
    bridge = natsbridge.NATSBridge
    methods = sorted(name for name, _ in inspect.getmembers(bridge) if not name.startswith("_"))
    return {
        "peer": "python",
        "version": natsbridge.__version__,
        "exports": sorted(natsbridge.__all__),
        "without_await": sorted(sync.__all__),
        "delivery_info": sorted(natsbridge.DeliveryInfo.__dataclass_fields__),
        "status": list(get_type_hints(natsbridge.BridgeStatus)["type"].__args__),
        "stores": ["fsspec", "http", "plik", "s3"],
        "table_formats": ["pandas", "polars", "pyarrow"],
        "offered": {
            "methods": methods, **{name: _names(name, kind) for name, kind in _OPTIONS.items()},
            "delivery": [*_members(natsbridge.Delivery), "env"], "handle": [*_members(natsbridge.PayloadHandle), "dataname", "size"],
        },
        "other_form": {
            "smartsend.allow_system_reply": "option of reply, ack, nack and of the bridge",
            "delivery.headers, delivery.info": "of delivery.msg",
            "handle.type": "payload_type",
            "handle.rows": "table(), and to_pylist() or to_dict() of what it gives",
            "saveTo": "save_to(path, mode=...)",
            "signal": "cancel the task, or asyncio.wait_for",
            "smartsend.json": "integers are always written exactly",
            "unsafe_integers": "integers of Python are exact",
            "rows": "table_format",
            "tableFromRows, rowsFromTable": "lists of dicts are taken as tables; pyarrow and pandas do the rest",
            "drain": "close()",
            "ready": "subscribe, serve and consume return when they stand",
            "Symbol.asyncDispose": "async with",
            "connection": "await bridge.connection(), the live client",
            "connection_replaced": "status reconnect: each connection is a new client",
            "on_status": "bridge.status()",
            "logger default": "logging.getLogger(\"natsbridge\")",
        },
        "absent": {
            "redrive": "publish the body of the dead letter again",
            "max_bytes_per_second, max_unflushed_bytes, flow": "publishes wait for the server each (confirm=\"server\"), which paces them",
            "drain_timeout": "30 s, fixed",
            "ensureStream": "nats-py has add_stream",
            "duplicate_names": "columns of one name are read as they are",
            "fileserver-local, fileserver-objectstore": "no embedded file server and no Object Store",
            "ack_pending_full, durability": "not told by status()",
        },
    }


def _names(name: str, kind: Any) -> list[str]:
    own = inspect.signature(getattr(natsbridge.NATSBridge, name)).parameters if name in ("request", "nack", "subscribe", "serve", "consume") else {}
    extra = {"smartreceive": ["lazy"]}.get(name, [])
    named = [parameter for parameter in own if parameter not in ("self", "options")]
    return sorted({*kind.__annotations__, *named, *extra, *(_inherited(kind))})


def _inherited(kind: Any) -> list[str]:
    return list(kind.__required_keys__ | kind.__optional_keys__)


def _members(kind: Any) -> list[str]:
    return sorted(name for name, _ in inspect.getmembers(kind) if not name.startswith("_"))


if __name__ == "__main__":
    FILE.write_text(json.dumps(api(), indent=2, sort_keys=True) + "\n")
