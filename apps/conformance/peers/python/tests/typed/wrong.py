"""Planted mistakes: each marked line is an error for both type checkers, and no other line is."""

from __future__ import annotations

from natsbridge import NATSBridge, smartreceive, smartsend


async def mistakes(bridge: NATSBridge) -> None:
    await smartsend("chat", [("m", 5, "text")])  # wrong
    await smartsend("chat", [("m", "x", "txt")])  # wrong
    await smartsend("chat", [("m", "x", "text")], brokr_url="x")  # wrong
    await smartsend("chat", [("m", "x", "text")], size_threshold="1")  # wrong
    await smartsend("chat", [("m", "x", "text")], jetstream={"time": 1})  # wrong
    await smartsend("chat", [("b", "not bytes", "binary")])  # wrong
    await bridge.smartsend("chat", [("m", "x", "text")], arrow_compression="gzip")  # wrong
    await bridge.smartsend(5, [("m", "x", "text")])  # wrong
    await NATSBridge.smartsend("chat", [("m", "x", "text")], nope=1)  # wrong
    await smartreceive(b"", max_retries="5")  # wrong
    env = await smartreceive(b"")
    for payload in env["payloads"]:
        if payload[2] == "text":
            payload[1].hex()  # wrong
        if payload[2] == "image":
            payload[1].casefold()  # wrong
    env["nothing"]  # wrong
    lazy = await smartreceive(b"", lazy=True)
    lazy["payloads"][0][1].upper()  # wrong
    await bridge.request("ask", [("m", "x", "text")], timeout="5")  # wrong
    await bridge.consume("S", "c", max_delivr=3)  # wrong
    await bridge.consume("S", "c", "handler")  # wrong
    await bridge.serve("ask", 5)  # wrong
    async with NATSBridge(fileserver=5) as other:  # wrong
        await other.reply(5, [("m", "x", "text")])  # wrong
