# Answers every message with what came, for as long as there are some, in the form of the environment.

import asyncio
import os

from script import say


def told(error):
    say(error=getattr(error, "code", type(error).__name__), message=str(error))


def answer(env):
    name, value, kind = env["payloads"][0]
    return [(name, {"type": kind, "len": len(value)}, "dictionary")]


async def tasks():
    from natsbridge.aio import NATSBridge

    bridge = NATSBridge(on_error=told, reconnect_delay=10)
    await bridge.serve("endure", answer)
    await bridge.connect()
    epoch = 0
    while True:
        if bridge.connection.epoch != epoch:
            epoch = bridge.connection.epoch
            say(epoch=epoch)
        await asyncio.sleep_ms(5)


if os.getenv("FORM") == "asyncio":
    asyncio.run(tasks())

from natsbridge import NATSBridge

bridge = NATSBridge(on_error=told, reconnect_delay=10)
bridge.serve("endure", answer)
bridge.connect()
epoch = 0
while True:
    if bridge.connection.epoch != epoch:
        epoch = bridge.connection.epoch
        say(epoch=epoch)
    bridge.process(100)
