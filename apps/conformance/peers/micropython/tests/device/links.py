# Reads the payloads of each message as its metadata says, in the form of the environment, and says what came of it.

import asyncio
import gc
import json
import os
import sys
from binascii import hexlify
from hashlib import sha256

from script import say

if os.getenv("WATCHED"):
    # How long a download is slow before it is given up, in ms.
    import natsbridge.http_get

    sys.modules["natsbridge.http_get"]._WATCHED = int(os.getenv("WATCHED"))

options = json.loads(os.getenv("OPTIONS") or "{}")


def digest(data):
    return hexlify(sha256(data).digest()).decode()


def of_file(path):
    hasher = sha256()
    buffer = bytearray(1024)
    with open(path, "rb") as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return hexlify(hasher.digest()).decode()
            hasher.update(memoryview(buffer)[:count])


def of_value(value):
    return digest(value) if isinstance(value, (bytes, bytearray)) else value


def told(error):
    left = [name for name in os.listdir(".") if name.endswith(".part") or name == "file"]
    say(error=getattr(error, "code", type(error).__name__), message=str(error), left=left)


def shown(payload):
    return [payload.dataname, payload.payload_type, payload.transport, payload.size]


def blocking():
    from natsbridge import NATSBridge

    bridge = NATSBridge(on_error=told, **options)

    def heard(env):
        steps = []
        for name, payload, kind in env["payloads"]:
            if not hasattr(payload, "save_to"):
                say(eager=name, value=of_value(payload))
            elif env["metadata"].get("save"):
                gc.collect()
                count = payload.save_to("file", lambda loaded, total: steps.append((loaded, total)))
                say(saved=count, sha256=of_file("file"), shown=shown(payload), steps=steps[:2] + steps[-1:], longest=max([0] + [b[0] - a[0] for a, b in zip([(0, 0)] + steps, steps)]))
                os.remove("file")
            else:
                say(value=of_value(payload.value()), again=of_value(payload.value()) if env["metadata"].get("twice") else None, shown=shown(payload))

    bridge.subscribe("links", heard)
    bridge.flush()
    say(ready=True)
    bridge.run_forever()


async def tasks():
    from natsbridge.aio import NATSBridge

    bridge = NATSBridge(on_error=told, **options)

    async def heard(env):
        steps = []
        for name, payload, kind in env["payloads"]:
            if not hasattr(payload, "save_to"):
                say(eager=name, value=of_value(payload))
            elif env["metadata"].get("save"):
                count = await payload.save_to("file", lambda loaded, total: steps.append((loaded, total)))
                say(saved=count, sha256=of_file("file"), shown=shown(payload), steps=steps[:2] + steps[-1:], longest=max([0] + [b[0] - a[0] for a, b in zip([(0, 0)] + steps, steps)]))
                os.remove("file")
            else:
                again = None
                value = of_value(await payload.value())
                if env["metadata"].get("twice"):
                    again = of_value(await payload.value())
                say(value=value, again=again, shown=shown(payload))

    await bridge.subscribe("links", heard)
    await bridge.flush()
    say(ready=True)
    while True:
        await asyncio.sleep(1)


if os.getenv("FORM") == "asyncio":
    asyncio.run(tasks())
blocking()
