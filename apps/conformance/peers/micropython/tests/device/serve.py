# Serves requests by the names of their payloads, in the form of the environment.

import asyncio
import os

from script import say

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.aio import NATSBridge as AsyncBridge


def told(error):
    say(error=str(error))


def values_of(name):
    if name == "raise":
        raise ValueError("secret detail")
    if name == "own":
        raise NatsBridgeError("timeout", "another secret")
    if name == "wrong":
        return 5
    return [("answer", name, "text")] if name == "list" else None


def blocking():
    bridge = NATSBridge(on_error=told)

    def by_hand(env):
        name = env["payloads"][0][0]
        if name == "ack":
            bridge.ack(env, metadata={"by": "hand"})
        else:
            bridge.nack(env, "no room", "full")

    def answer(env):
        name = env["payloads"][0][0]
        if name in ("ack", "nack"):
            # Answered by hand; what serve() would add goes nowhere.
            by_hand(env)
            env["reply_to"] = ""
            return None
        return values_of(name)

    bridge.serve("serve.me", answer)
    bridge.serve("serve.told", answer, expose_errors=True)
    bridge.flush()
    say(ready=True)
    bridge.run_forever()


async def tasks():
    bridge = AsyncBridge(on_error=told)

    async def answer(env):
        name = env["payloads"][0][0]
        if name == "ack":
            await bridge.ack(env, metadata={"by": "hand"})
        elif name == "nack":
            await bridge.nack(env, "no room", "full")
        else:
            return values_of(name)
        env["reply_to"] = ""
        return None

    await bridge.serve("serve.me", answer)
    await bridge.serve("serve.told", lambda env: values_of(env["payloads"][0][0]), expose_errors=True)
    await bridge.flush()
    say(ready=True)
    while True:
        await asyncio.sleep(1)


if os.getenv("FORM") == "asyncio":
    asyncio.run(tasks())
blocking()
