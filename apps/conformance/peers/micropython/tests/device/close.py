# Closes a bridge of each form and lives on.

import asyncio

from script import say

from natsbridge import NATSBridge
from natsbridge.aio import NATSBridge as AsyncBridge

bridge = NATSBridge()
bridge.connect()
bridge.close()
say(closed="blocking")


async def main():
    bridge = AsyncBridge()
    await bridge.connect()
    await bridge.subscribe("x", print)
    await asyncio.sleep_ms(10)
    await bridge.close()
    say(closed="asyncio")
    await asyncio.sleep(60)


asyncio.run(main())
