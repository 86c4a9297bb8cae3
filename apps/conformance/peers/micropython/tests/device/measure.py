# One exchange of SIZE bytes in the form and direction of the environment. Ends with `done` if the heap was enough.

import gc
import os

size = int(os.getenv("SIZE"))
direction = os.getenv("DIRECTION")

if os.getenv("FORM") == "blocking":
    from natsbridge import NATSBridge

    bridge = NATSBridge()
    gc.collect()
    print("loaded", gc.mem_alloc())
    if direction == "send":
        for _ in range(3):
            bridge.smartsend("measure.out", [("data", bytes(size), "binary")])
    else:
        heard = []

        def hear(env):
            heard.append(len(env["payloads"][0][1]))
            if direction == "answer":
                bridge.reply(env, env["payloads"])

        bridge.subscribe("measure.in", hear)
        bridge.flush()
        print("ready")
        while len(heard) < 3:
            bridge.process(None)
else:
    import asyncio

    from natsbridge.aio import NATSBridge

    async def main():
        bridge = NATSBridge()
        gc.collect()
        print("loaded", gc.mem_alloc())
        if direction == "send":
            for _ in range(3):
                await bridge.smartsend("measure.out", [("data", bytes(size), "binary")])
            return
        heard = []

        async def hear(env):
            if direction == "answer":
                await bridge.reply(env, env["payloads"])
            heard.append(len(env["payloads"][0][1]))

        await bridge.subscribe("measure.in", hear, on_error=print)
        await bridge.flush()
        print("ready")
        while len(heard) < 3:
            await asyncio.sleep_ms(5)

    asyncio.run(main())
print("done")
