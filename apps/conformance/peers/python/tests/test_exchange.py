from __future__ import annotations

import asyncio
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.broker.barrier import barrier

from .servers import NatsServer, PlikServer

HELLO = [("message", "Hello!", "text")]


async def test_request_and_reply(nats_server: NatsServer) -> None:
    async with NATSBridge(nats_server.url) as bridge:
        questions = await bridge.subscribe("ask")

        async def answer() -> dict[str, Any]:
            question = await questions.__anext__()
            await bridge.reply(question, [("answer", question["payloads"][0][1] + "!", "text")])
            return question

        task = asyncio.ensure_future(answer())
        reply = await bridge.request("ask", HELLO)
        question = await task
        assert reply["payloads"] == [("answer", "Hello!!", "text")]
        assert reply["reply_to_msg_id"] == question["msg_id"] and reply["correlation_id"] == question["correlation_id"]
        assert question["reply_to"] == reply["send_to"]


async def test_a_plain_nats_client_can_answer(nats_server: NatsServer) -> None:
    connection = await nats.connect(nats_server.url)

    async def echo(msg: Any) -> None:
        await msg.respond(msg.data)

    await connection.subscribe("echo", cb=echo)
    await barrier(connection)
    async with NATSBridge(nats_server.url) as bridge:
        assert (await bridge.request("echo", HELLO))["payloads"] == HELLO
    await connection.close()


async def test_nobody_answers(nats_server: NatsServer, plik: PlikServer) -> None:
    async with NATSBridge(nats_server.url) as bridge:
        with pytest.raises(NatsBridgeError) as caught:
            await bridge.request("nobody", [("big", bytes(2_000_000), "binary")])
        assert caught.value.code == "no_responders" and plik.files == {}
        silent = await bridge.subscribe("silent")
        with pytest.raises(NatsBridgeError, match="no reply within 50 ms") as caught:
            await bridge.request("silent", HELLO, timeout=50)
        assert caught.value.code == "timeout"
        await silent.close()


async def test_a_message_without_reply_to(nats_server: NatsServer) -> None:
    async with NATSBridge(nats_server.url) as bridge:
        with pytest.raises(NatsBridgeError) as caught:
            await bridge.reply({"reply_to": "", "msg_id": "m", "correlation_id": "c"}, HELLO)
        assert caught.value.code == "invalid_subject"


async def test_bad_messages_do_not_end_a_subscription(nats_server: NatsServer) -> None:
    connection = await nats.connect(nats_server.url)
    errors: list[str] = []
    async with NATSBridge(nats_server.url) as bridge:
        loose = await bridge.subscribe("mixed.*", on_poison=lambda error, msg: errors.append(error.code))
        other = await bridge.subscribe("mixed.>")
        await connection.publish("mixed.x", b"garbage")
        await barrier(connection)
        await bridge.smartsend("mixed.x", HELLO)
        assert (await loose.__anext__())["payloads"] == HELLO
        assert errors == ["invalid_envelope"]
        assert (await other.__anext__())["payloads"] == HELLO
        await loose.close()
        await loose.close()
        with pytest.raises(StopAsyncIteration):
            await loose.__anext__()
    await connection.close()


async def test_a_queue_shares_the_work(nats_server: NatsServer) -> None:
    async with NATSBridge(nats_server.url) as bridge:
        seen: list[int] = []

        async def work(number: int) -> None:
            async for _ in await bridge.subscribe("work", queue="q"):
                seen.append(number)

        workers = [asyncio.ensure_future(work(number)) for number in range(2)]
        await asyncio.sleep(0.2)
        for _ in range(20):
            await bridge.smartsend("work", HELLO)
        async with asyncio.timeout(5) if hasattr(asyncio, "timeout") else _nothing():
            while len(seen) < 20:
                await asyncio.sleep(0.01)
        assert len(seen) == 20
        for task in workers:
            task.cancel()
        await asyncio.wait(workers)


async def test_a_broker_that_vanished(own_nats_server: NatsServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        connection = await bridge.connection()
        own_nats_server.stop()
        while connection.is_connected:
            await asyncio.sleep(0.01)
        with pytest.raises(NatsBridgeError, match="was not back within 5 s") as caught:
            await bridge.smartsend("chat", HELLO)
        assert caught.value.code == "connection_failed" and caught.value.details["outcome"] == "refused"
        with pytest.raises(nats.errors.StaleConnectionError):
            await barrier(connection)


class _nothing:
    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...
