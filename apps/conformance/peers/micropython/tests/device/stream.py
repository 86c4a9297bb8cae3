# Says what each message of a stream holds; one that cannot be read, or breaks the handler, is told.

import asyncio
import os

from script import say

from natsbridge import NATSBridge
from natsbridge.aio import NATSBridge as AsyncBridge


def told(error):
    say(error="%s %s" % (type(error).__name__, error))


def heard(env):
    if env["metadata"].get("break"):
        env["metadata"]["missing"]
    say(heard=env["payloads"][0][1])


def blocking():
    bridge = NATSBridge(on_error=told)
    bridge.subscribe("stream.>", heard)
    bridge.flush()
    say(ready=True)
    bridge.run_forever()


async def tasks(iterates):
    bridge = AsyncBridge(on_error=told)
    subscription = await bridge.subscribe("stream.>", None if iterates else heard)
    await bridge.flush()
    say(ready=True)
    if iterates:
        async for env in subscription:
            say(heard=env["payloads"][0][1])
    while True:
        await asyncio.sleep(1)


form = os.getenv("FORM")
if form == "blocking":
    blocking()
asyncio.run(tasks(form == "iterate"))
