"""What the peer offers, read from its sources: functions, their parameters and options, in both forms.

Run: python3 -m tests.api > api.json
"""

from __future__ import annotations

import ast
import json
from typing import Any

from .micropython import PEER

PACKAGE = PEER / "natsbridge"
ABSENT = {
    "arrowtable": "there is no Arrow for MicroPython; such tables travel as jsontable",
    "consume, delivery, jetstream, redrive": "the client speaks Core NATS only",
    "fileserver, fileservers, smartsend.fileserver_url": "nothing is uploaded: a payload over the threshold is refused",
    "smartsend.headers": "not sent",
    "arrow_compression, handle.table": "there is no Arrow for MicroPython",
    "smartsend.on_progress, smartreceive.on_progress": "a message is small",
    "subscribe.concurrency, serve.concurrency": "one message after the other",
    "flow, max_bytes_per_second, max_unflushed_bytes": "each send waits for the broker (confirm=\"server\"), which paces them",
    "drain_timeout": "close() sends what is left and waits for nobody",
    "handle.stream": "save_to(path) reads in pieces of 4 KiB",
    "max_message_bytes, max_decoded_bytes": "MAX_PAYLOAD_SIZE bounds what a message may hold",
    "websocket": "nats:// and tls:// only",
}

OTHER_FORM = {
    "smartsend.json": "integers are always written exactly",
    "unsafe_integers": "integers are exact, whatever their size",
    "rows": "a jsontable is a list of dicts",
    "connection_options": "options of its own: user, password, token, tls, tls_ca and others",
    "connection": "the attribute connection, the client itself",
    "status": "on_error, and what process() gives",
    "subscribe.on_poison, serve.on_poison": "on_error(error, msg) of subscribe and serve",
    "handle.saveTo": "save_to(path, on_progress)",
    "handle.bytes, handle.json, handle.text": "value()",
    "handle.dataname, handle.size": "attributes",
    "handle.type": "the attribute payload_type",
}


def constant(file: str, name: str) -> Any:
    for node in ast.parse((PEER / file).read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return ast.literal_eval(node.value)
    raise KeyError(name)


def options(group: str) -> list[str]:
    return sorted(constant("natsbridge/core.py", group).split())


def methods(file: str, name: str) -> dict[str, tuple[list[str], bool]]:
    """Parameters of each public method, and whether it takes options."""
    found = {}
    for node in ast.parse((PACKAGE / file).read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            for item in node.body:
                if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and (not item.name.startswith("_") or item.name == "__init__"):
                    arguments = [argument.arg for argument in item.args.args if argument.arg != "self"]
                    found[item.name] = (arguments, item.args.kwarg is not None)
    return found


def describe() -> dict[str, Any]:
    blocking, tasks = methods("bridge.py", "NATSBridge"), methods("aio.py", "NATSBridge")
    functions: dict[str, Any] = {}
    taken: dict[str, set[str]] = {}
    groups = constant("conformance/api.py", "GROUPS")
    for method in sorted({*blocking, *tasks}):
        parameters, has_options = (blocking.get(method) or tasks[method])
        name = "NATSBridge" if method == "__init__" else method
        taken[name] = set()
        if has_options:
            for group in (*groups.get(name, ("_SEND", "_RECEIVE")), "_CONNECT"):
                taken[name] |= set(options(group))
            taken[name] |= {"on_error"} if name == "NATSBridge" else set()
        forms = [form for form, known in (("blocking", blocking), ("asyncio", tasks)) if method in known]
        functions[name] = {"parameters": parameters, "forms": forms}
    payload = methods("blocking_payload.py", "BlockingPayload")
    subscription = methods("async_subscription.py", "AsyncSubscription")
    return {
        "peer": "micropython",
        "functions": functions,
        "payload": {name: {"parameters": parameters} for name, (parameters, _) in sorted(payload.items())},
        "subscription": {name: {"parameters": subscription[name][0], "forms": ["asyncio"]} for name in ("next", "unsubscribe")},
        "types": ["audio", "binary", "dictionary", "image", "jsontable", "text", "video"],
        "transports": {"send": ["direct"], "receive": ["direct", "link"]},
        "offered": {
            "methods": ["connect" if name == "NATSBridge" else name for name in functions if name != "connect"],
            **{name: sorted({*each["parameters"], *taken[name]}) for name, each in functions.items()},
            "handle": sorted(payload),
        },
        "other_form": OTHER_FORM,
        "absent": ABSENT,
    }


if __name__ == "__main__":
    print(json.dumps(describe(), indent=2, ensure_ascii=False))
