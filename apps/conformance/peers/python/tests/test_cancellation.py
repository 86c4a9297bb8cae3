from __future__ import annotations

import asyncio
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge
from natsbridge.broker import unbroken

from .cancelling import cancel_at_each_await
from .servers import NatsServer, PlikServer

HELLO: Any = [("message", "Hello!", "text")]
BIG: Any = [("big", bytes(1_100_000), "binary"), ("message", "Hello!", "text")]


@pytest.fixture
async def bridge(own_nats_server: NatsServer, plik: PlikServer) -> Any:
    async with NATSBridge(own_nats_server.url) as bridge:
        connection = await bridge.connection()
        await connection.jetstream().add_stream(name="S", subjects=["s.>"])
        async with await bridge.serve("echo", lambda env: env["payloads"], concurrency=4):
            yield bridge


async def _hears(bridge: NATSBridge) -> None:
    async with NATSBridge(bridge._options["broker_url"]) as other:
        assert (await asyncio.wait_for(other.request("echo", HELLO, timeout=3000), 5))["payloads"] == HELLO
    assert (await asyncio.wait_for(bridge.request("echo", HELLO, timeout=3000), 5))["payloads"] == HELLO


@pytest.mark.parametrize("call", ["send", "send big", "stream", "request", "request big", "subscribe", "reply", "consume", "connect"])
async def test_a_call_may_be_cancelled_at_each_await(call: str, bridge: NATSBridge, own_nats_server: NatsServer, plik: PlikServer) -> None:
    async def subscribe() -> None:
        async with await bridge.subscribe("somewhere"):
            pass

    async def consume() -> None:
        async with await bridge.consume("S", "c"):
            pass

    async def connect() -> None:
        async with await NATSBridge.connect(own_nats_server.url) as other:
            await other.smartsend("elsewhere", HELLO)

    question: Any = {"reply_to": "answers", "msg_id": "m", "correlation_id": "c"}
    calls = {
        "send": lambda: bridge.smartsend("elsewhere", HELLO),
        "send big": lambda: bridge.smartsend("elsewhere", BIG),
        "stream": lambda: bridge.smartsend("s.a", HELLO, jetstream=True),
        "request": lambda: bridge.request("echo", HELLO),
        "request big": lambda: bridge.request("echo", BIG),
        "subscribe": subscribe,
        "reply": lambda: bridge.reply(question, HELLO),
        "consume": consume,
        "connect": connect,
    }
    places = await cancel_at_each_await(calls[call], lambda: _hears(bridge))
    assert places >= 1
    # What was cancelled ends by itself.
    while unbroken._running:
        await asyncio.sleep(0.01)
    assert len(bridge._broker.holds) == 1


async def test_no_message_is_lost_to_a_cancelled_iteration(bridge: NATSBridge, plik: PlikServer) -> None:
    subscription = await bridge.subscribe("numbers", concurrency=3)
    seen: list[int] = []

    async def send(number: int) -> None:
        await bridge.smartsend("numbers", [("n", number, "dictionary"), ("big", bytes(30_000), "binary")], size_threshold=20_000)

    async def one() -> None:
        await send(len(seen) + sent[0])
        sent[0] += 1
        seen.append((await subscription.__anext__())["payloads"][0][1])

    sent = [0]
    await cancel_at_each_await(one, lambda: asyncio.sleep(0))
    while len(seen) < sent[0]:
        seen.append((await asyncio.wait_for(subscription.__anext__(), 5))["payloads"][0][1])
    assert len(seen) == sent[0]


async def test_the_client_of_nats_py_goes_deaf_without_us(own_nats_server: NatsServer) -> None:
    """What all this guards against: a newer nats-py may make it unnecessary, and this test tell so."""
    connection = await nats.connect(own_nats_server.url)
    await cancel_at_each_await(connection.flush, lambda: asyncio.sleep(0.05))
    reader = connection._reading_task
    assert reader is not None and reader.done()
    await connection.close()
