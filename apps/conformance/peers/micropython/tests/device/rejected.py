# Asks again and again, and says how each request ended.

import asyncio
import os

from script import say

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.aio import NATSBridge as AsyncBridge

QUESTION = [("q", "?", "text")]


def told(error):
    details = error.details
    say(code=error.code, message=error.message, reason=details["reason"], said_code=details["code"], msg_id=details["env"]["msg_id"])


async def tasks():
    bridge = AsyncBridge()
    for _ in range(5):
        try:
            say(answer=(await bridge.request("ask.me", QUESTION))["msg_purpose"])
        except NatsBridgeError as error:
            told(error)


if os.getenv("FORM") == "asyncio":
    asyncio.run(tasks())
else:
    bridge = NATSBridge()
    for _ in range(5):
        try:
            say(answer=bridge.request("ask.me", QUESTION)["msg_purpose"])
        except NatsBridgeError as error:
            told(error)
