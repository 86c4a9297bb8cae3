# A subscription ends while a large message for it waits for room.

import asyncio

from script import say

from natsbridge.aio import NATSBridge


async def main():
    bridge = NATSBridge()
    first = await bridge.subscribe("first")
    second = await bridge.subscribe("second")
    third = await bridge.subscribe("third")
    await bridge.flush()
    say(ready=True)
    while not bridge.connection.room.held:
        await asyncio.sleep_ms(5)
    await asyncio.sleep_ms(200)
    await second.unsubscribe()
    say(first=len((await first.next())["payloads"][0][1]))
    say(third=len((await third.next())["payloads"][0][1]))
    say(held=bridge.connection.room.held)
    await bridge.close()


asyncio.run(main())
