# The same with asyncio.

import asyncio

from script import say

from natsbridge.aio import NATSBridge


async def main():
    errors = []
    bridge = NATSBridge(reconnect_delay=10, max_reconnect_attempts=3)
    bridge.on_error = errors.append
    subscription = await bridge.subscribe("x")
    await bridge.flush()
    say(ready="async")
    while not bridge.connection.is_closed:
        await asyncio.sleep_ms(20)
    await asyncio.sleep_ms(20)
    say(gone=[errors[0].code, errors[0].message], closed=subscription.is_closed)
    await bridge.close()


asyncio.run(main())
