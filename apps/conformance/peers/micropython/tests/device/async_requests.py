# The same with asyncio.

import asyncio

from script import say

from natsbridge import NatsBridgeError
from natsbridge.aio import NATSBridge, smartreceive, smartsend


async def refused(coroutine):
    try:
        await coroutine
    except NatsBridgeError as error:
        return [error.code, error.message]
    return ["none", ""]


async def main():
    await smartsend("async.one", [("one", "shot", "text")])
    bridge = NATSBridge()
    env = await bridge.request("peer.service", [("question", "How are you?", "text")], timeout=5000)
    say(answer=env["payloads"], answered=env["reply_to_msg_id"] != "", correlation=env["correlation_id"])
    say(nobody=await refused(bridge.request("nobody.there", [("q", "x", "text")], timeout=5000)))
    say(silent=await refused(bridge.request("peer.silent", [("q", "x", "text")], timeout=200)))
    say(large=await refused(bridge.request("peer.large", [("q", "x", "text")], timeout=5000)))
    say(broken=await refused(bridge.request("peer.broken", [("q", "x", "text")], timeout=5000)))
    served = asyncio.Event()
    count = 0

    async def serve(env):
        nonlocal count
        inner = await bridge.request("peer.service", [("inner", env["payloads"][0][1], "text")], timeout=5000)
        await bridge.reply(env, [("answer", inner["payloads"][0][1] + "!", "text")], sender_name="device")
        count += 1
        if count == 3:
            served.set()

    pull = await bridge.subscribe("pull.me")
    first = await bridge.subscribe("device.service", serve, queue="workers")
    second = await bridge.subscribe("device.service", serve, queue="workers")
    await bridge.flush()
    say(ready=True)
    await served.wait()
    say(pulled=(await pull.next(5000))["payloads"])
    say(pulled=await refused(pull.next(5000)))
    say(pulled=(await pull.next(5000))["payloads"])
    say(pulled=await refused(pull.next(50)))
    await first.unsubscribe()
    await second.unsubscribe()
    await pull.unsubscribe()
    say(closed=await refused(pull.next(50)))
    say(unsubscribed=True)
    say(nowhere=await refused(bridge.reply({"reply_to": "", "msg_id": "", "correlation_id": ""}, [("a", "b", "text")])))
    raw = await bridge.subscribe("raw.me", raw=True)
    await bridge.flush()
    say(ready="iterate")
    heard = []
    async for msg in raw:
        env = await smartreceive(msg)
        heard.append(env["payloads"][0][1])
        if len(heard) == 3:
            await raw.unsubscribe()
    say(heard=heard)
    await bridge.close()
    say(closed=await refused(bridge.smartsend("x", [("a", "b", "text")])))
    await bridge.close()


asyncio.run(main())
