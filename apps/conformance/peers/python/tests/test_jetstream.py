from __future__ import annotations

import asyncio
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.broker.barrier import barrier

from .servers import NatsServer, PlikServer

HELLO = [("message", "Hello!", "text")]


@pytest.fixture
async def stream(own_nats_server: NatsServer) -> Any:
    connection = await nats.connect(own_nats_server.url)
    await connection.jetstream().add_stream(name="S", subjects=["s.>"])
    yield connection
    await connection.close()


async def test_a_message_is_stored_once(stream: Any, own_nats_server: NatsServer, plik: PlikServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        big = [("big", bytes(2_000_000), "binary")]
        first = await bridge.smartsend("s.a", big, jetstream=True, msg_id="once")
        assert first.receipt.pub_ack is not None and (first.receipt.pub_ack.stream, first.receipt.pub_ack.seq, first.receipt.pub_ack.duplicate) == ("S", 1, False)
        second = await bridge.smartsend("s.a", big, jetstream=True, msg_id="once")
        assert second.receipt.pub_ack is not None and second.receipt.pub_ack.duplicate
        # The second upload is of no use to anybody; the first is.
        assert len(plik.files) == 1 and first.env["payloads"][0]["data"].split("/")[5] in {file for _, file in plik.files}


async def test_no_stream_and_refusals(stream: Any, own_nats_server: NatsServer, plik: PlikServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        for subject, jetstream, code in (
            ("elsewhere", True, "no_responders"),
            ("s.a", {"expected_last_seq": 7}, "publish_failed"),
            ("s.a", {"expected_stream": "T"}, "publish_failed"),
        ):
            with pytest.raises(NatsBridgeError) as caught:
                await bridge.smartsend(subject, [("big", bytes(2_000_000), "binary")], jetstream=jetstream)
            assert caught.value.code == code and caught.value.details["outcome"] == "refused"
            assert plik.files == {}


async def test_a_lost_ack_keeps_the_files(stream: Any, own_nats_server: NatsServer, plik: PlikServer) -> None:
    silent = await stream.subscribe("silent")
    await barrier(stream)
    async with NATSBridge(own_nats_server.url) as bridge:
        with pytest.raises(NatsBridgeError, match="may have been stored") as caught:
            await bridge.smartsend("silent", [("big", bytes(2_000_000), "binary")], jetstream={"timeout": 1_000, "retry_for": 1_999})
        assert caught.value.code == "timeout" and caught.value.details["outcome"] == "unknown"
        assert len(plik.files) == 1
        assert silent.pending_msgs == 2


async def test_a_message_is_acked_after_the_handler_and_given_back_after_its_failure(stream: Any, own_nats_server: NatsServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        await bridge.smartsend("s.a", HELLO, jetstream=True)
        attempts: list[int] = []
        done = asyncio.Event()

        async def handler(env: dict[str, Any], delivery: Any) -> None:
            attempts.append(delivery.redelivered)
            assert env["payloads"] == HELLO
            if len(attempts) == 1:
                raise ValueError("not yet")
            done.set()

        consumption = await bridge.consume("S", "worker", handler, nak_delay=10)
        await asyncio.wait_for(done.wait(), 5)
        await consumption.stop()
        assert attempts == [1, 2]
        info = await stream.jetstream().consumer_info("S", "worker")
        assert info.num_ack_pending == 0 and info.ack_floor.stream_seq == 1
        await consumption.closed


async def test_poison_is_buried_and_an_absent_file_server_is_waited_for(stream: Any, own_nats_server: NatsServer, plik: PlikServer) -> None:
    context = stream.jetstream()
    letters = await stream.subscribe("dead")
    await barrier(stream)
    poison: list[str] = []
    async with NATSBridge(own_nats_server.url, plik.url) as bridge:
        await context.publish("s.a", b"garbage")
        sent = await bridge.smartsend("s.a", [("gone", "x" * 10, "text")], jetstream=True, size_threshold=5)
        plik.files.clear()
        await bridge.smartsend("s.a", [("later", "y" * 10, "text")], jetstream=True, size_threshold=5)
        files = dict(plik.files)
        plik.files.clear()
        await plik.stop()
        consumption = await bridge.consume(
            "S", "c", None, on_poison=lambda error, msg: poison.append(error.code), dead_letter_subject="dead", nak_delay=50, max_retries=1
        )
        first = asyncio.ensure_future(consumption.__anext__())
        assert (await letters.next_msg(5)).data == b"garbage"
        await asyncio.sleep(0.3)
        assert not first.done() and poison == ["invalid_envelope"]
        plik.files = files
        await plik.start_again()
        delivery = await asyncio.wait_for(first, 10)
        assert delivery.env["payloads"] == [("later", "y" * 10, "text")]
        await delivery.ack()
        # Either may come first; the iterator works only while it is asked.
        second = asyncio.ensure_future(consumption.__anext__())
        dead = await letters.next_msg(5)
        assert dead.data.decode() == sent.env_json_str
        reason = dead.headers.pop("NATSBridge-Reason")
        assert reason.startswith("payload 0 'gone': ") and "404" in reason and "/file/" not in reason
        assert dead.headers == {
            "NATSBridge-Code": "link_gone", "NATSBridge-Subject": "s.a", "NATSBridge-Stream": "S", "NATSBridge-Consumer": "c",
            "NATSBridge-Sequence": "2", "NATSBridge-Deliveries": dead.headers["NATSBridge-Deliveries"], "NATSBridge-Hops": "1",
        }  # fmt: skip
        assert poison == ["invalid_envelope", "link_gone"]
        await consumption.stop()
        with pytest.raises(StopAsyncIteration):
            await second


async def test_long_work_is_not_delivered_twice(stream: Any, own_nats_server: NatsServer) -> None:
    from nats.js.api import AckPolicy, ConsumerConfig

    await stream.jetstream().add_consumer("S", ConsumerConfig(durable_name="slow", ack_policy=AckPolicy.EXPLICIT, ack_wait=0.3))
    calls = 0
    done = asyncio.Event()

    async def handler(env: dict[str, Any], delivery: Any) -> None:
        nonlocal calls
        calls += 1
        await asyncio.sleep(1)
        done.set()

    async with NATSBridge(own_nats_server.url) as bridge:
        await bridge.smartsend("s.a", HELLO, jetstream=True)
        # The second would get what the server takes for forgotten.
        consumptions = [await bridge.consume("S", "slow", handler) for _ in range(2)]
        await asyncio.wait_for(done.wait(), 5)
        for consumption in consumptions:
            await consumption.stop()
        assert calls == 1
        assert (await stream.jetstream().consumer_info("S", "slow")).num_redelivered == 0


async def test_what_does_not_exist(own_nats_server: NatsServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        with pytest.raises(NatsBridgeError, match="stream 'none'") as caught:
            await bridge.consume("none", "c")
        assert caught.value.code == "invalid_config"
