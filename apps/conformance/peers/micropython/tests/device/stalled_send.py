# Sends until a send fails, with every form; says what it said and how long it took.

import asyncio
import os
import time

from script import ignore, say

from natsbridge import NATSBridge, NatsBridgeError, smartsend
from natsbridge.aio import NATSBridge as AsyncBridge

TEXT = [("t", "x", "text")]
BIG = [("t", bytes(50000), "binary")]


def told(start, error):
    say(code=error.code, message=error.message, ms=time.ticks_diff(time.ticks_ms(), start))


def blocking(bridge, data):
    bridge.subscribe("stalled.in", ignore)
    bridge.flush()
    say(ready=True)
    while True:
        start = time.ticks_ms()
        try:
            bridge.smartsend("stalled.out", data, timeout=400, return_json=False, confirm=confirm)
        except NatsBridgeError as error:
            return told(start, error)
        time.sleep_ms(2)


async def tasks(data):
    bridge = AsyncBridge(on_error=ignore)
    await bridge.subscribe("stalled.in", ignore)
    await bridge.flush()
    say(ready=True)
    while True:
        start = time.ticks_ms()
        try:
            await bridge.smartsend("stalled.out", data, timeout=400, return_json=False, confirm=confirm)
        except NatsBridgeError as error:
            told(start, error)
            break
        await asyncio.sleep_ms(2)
    await bridge.close()


def function():
    say(ready=True)
    while True:
        start = time.ticks_ms()
        try:
            smartsend("stalled.out", TEXT, timeout=400, connect_timeout=300)
        except NatsBridgeError as error:
            return told(start, error)
        time.sleep_ms(20)


form = os.getenv("FORM")
data = BIG if form.endswith("big") else TEXT
# With "client" a send only fails once the buffers of both sides are full.
confirm = "client" if "client" in form else "server"
if form.startswith("blocking"):
    blocking(NATSBridge(on_error=ignore), data)
elif form.startswith("asyncio"):
    asyncio.run(tasks(data))
else:
    function()
