"""What users write. Both type checkers find nothing wrong here."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, AsyncIterator

from natsbridge import Delivery, NATSBridge, NatsBridgeError, Payload, PayloadHandle, Progress, ReceivedEnvelope, smartreceive, smartsend


async def chunks() -> AsyncIterator[bytes]:
    yield b"x"


async def functions() -> None:
    result = await smartsend(
        "chat",
        [("m", "x", "text"), ("d", {"a": [1, None]}, "dictionary"), ("t", [{"a": 1}], "jsontable"), ("v", Path("film.mp4"), "video"), ("c", chunks(), "binary")],
        broker_url="nats://localhost:4222", size_threshold=10, jetstream={"timeout": 1, "expected_stream": "S"}, logger=logging.getLogger("x"), headers={"a": "b"},
    )  # fmt: skip
    env, text = result
    name: str = text
    bytes_: int = result.receipt.bytes
    print(env["payloads"], name, bytes_)
    await NATSBridge.smartsend("chat", [("m", "x", "text")], confirm="client")
    received = await smartreceive(text, max_retries=3, allowed_link_origins="any", table_format="polars")
    for payload in received["payloads"]:
        if payload[2] == "text":
            print(payload[1].upper())
        elif payload[2] == "jsontable":
            print(payload[1][0].keys())
        elif payload[2] == "image":
            print(payload[1].hex())
    lazy = await smartreceive(text, lazy=True)
    handle: PayloadHandle = lazy["payloads"][0][1]
    async for chunk in handle.stream():
        print(len(chunk))
    print((await handle.save_to("x")).name)


def tell(progress: Progress) -> None:
    print(progress.loaded, progress.total)


def plain(env: ReceivedEnvelope, delivery: Delivery) -> None:
    print(env["msg_id"], delivery.info.stream_sequence, delivery.redelivered)


async def answer(env: ReceivedEnvelope) -> list[Payload]:
    return [("n", 1, "dictionary")]


async def bridge() -> None:
    async with await NATSBridge.connect("nats://localhost:4222", "http://localhost:8080", connection_options={"user": "u"}, min_speed=5) as bridge:
        async for env in await bridge.subscribe("chat", queue="q", on_progress=tell):
            await bridge.reply(env, env["payloads"])
            await bridge.ack(env)
            await bridge.nack(env, "why", code="x")
        async for lazy in await bridge.subscribe("chat", lazy=True):
            print(await lazy["payloads"][0][1].bytes())
        got = await bridge.request("ask", [("m", "x", "text")], timeout=5)
        print(got["payload_info"][0]["verified"])
        consumption = await bridge.consume("S", "c", plain, max_deliver=3, dead_letter_subject="dead", filter_subjects=["a"])
        await consumption.stop()
        async for delivery in await bridge.consume("S"):
            await delivery.ack()
        service = await bridge.serve("ask", answer, expose_errors=True)
        await service.stop()
        async for event in bridge.status():
            print(event.type == "reconnect", event.details)
        await bridge.smartsend("chat", [("m", "x", "text")])
    try:
        data: Any = None
        await smartsend("chat", data)
    except NatsBridgeError as error:
        print(error.code, error.is_retryable, error.details.get("dataname"))
