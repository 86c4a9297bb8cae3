# The same with asyncio.

import asyncio

from script import ignore, say

from natsbridge.aio import NATSBridge

bridge = NATSBridge(reconnect_delay=50, max_reconnect_attempts=200, on_error=ignore)


async def heard(env):
    say(heard=env["payloads"][0][1])
    await bridge.smartsend("back", [("t", env["payloads"][0][1], "text")])


async def main():
    await bridge.subscribe("keep", heard)
    await bridge.flush()
    say(ready=True)
    while True:
        await asyncio.sleep(1)


asyncio.run(main())
