# A broker that has gone silent: both forms must notice it by themselves.

import asyncio

from script import ignore, say

from natsbridge import NATSBridge
from natsbridge.aio import NATSBridge as AsyncBridge

bridge = NATSBridge(ping_interval=40, on_error=ignore)
bridge.connect()
bridge.process(400)
say(blocking=bridge.connection.epoch)
bridge.close()


async def main():
    bridge = AsyncBridge(ping_interval=40, on_error=ignore)
    await bridge.connect()
    await asyncio.sleep_ms(400)
    say(asyncio=bridge.connection.epoch)
    await bridge.close()


asyncio.run(main())
