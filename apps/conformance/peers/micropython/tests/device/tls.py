# Sends by TLS, and reads what it has sent, in the form of the environment.

import asyncio
import os

from script import ignore, say

from natsbridge import NatsBridgeError

options = {"tls_ca": os.getenv("CA") or None, "tls_cert": os.getenv("CERT") or None, "tls_key": os.getenv("KEY") or None}
options["tls_verify"] = not os.getenv("ANY")
options["tls"] = bool(os.getenv("INSIST"))
DATA = bytes(20000)


def blocking():
    from natsbridge import NATSBridge

    got = []
    with NATSBridge(on_error=ignore, **options) as bridge:
        bridge.subscribe("tls", lambda env: got.append(len(env["payloads"][0][1])))
        bridge.smartsend("tls", [("d", DATA, "binary")], return_json=False)
        while not got:
            bridge.process(100)
    return got[0]


async def tasks():
    from natsbridge.aio import NATSBridge

    async with NATSBridge(on_error=ignore, **options) as bridge:
        subscription = await bridge.subscribe("tls")
        await bridge.smartsend("tls", [("d", DATA, "binary")], return_json=False)
        return len((await subscription.next())["payloads"][0][1])


form = os.getenv("FORM")
try:
    if form == "blocking":
        size = blocking()
    elif form == "asyncio":
        size = asyncio.run(tasks())
    else:
        from natsbridge import smartsend

        smartsend("tls", [("t", "x", "text")], **options)
        size = 1
    say(got="none", size=size)
except NatsBridgeError as error:
    say(got=error.code, message=error.message)
