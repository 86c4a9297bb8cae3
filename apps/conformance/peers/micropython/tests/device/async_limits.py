# Receives and echoes payloads of MAX_PAYLOAD_SIZE with the asyncio form.

import asyncio
import gc

from script import say

from natsbridge.aio import NATSBridge

bridge = NATSBridge()


async def heard(env):
    name, value, kind = env["payloads"][0]
    if env["reply_to"]:
        await bridge.reply(env, [(name, value, kind)])
    say(heard=kind, free=gc.mem_free())


async def main():
    await bridge.subscribe("limits.in", heard, on_error=lambda error: say(error=error.code, message=error.message))
    await bridge.flush()
    say(ready=True)
    while True:
        await asyncio.sleep(1)


asyncio.run(main())
