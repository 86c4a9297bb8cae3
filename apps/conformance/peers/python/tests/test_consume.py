"""Consuming: concurrency, growing delays, limits, dead letters, order."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.consume.give_up import retry_delay

from .servers import NatsServer, PlikServer

HELLO: Any = [("message", "Hello!", "text")]


@pytest.fixture
async def js(own_nats_server: NatsServer) -> Any:
    connection = await nats.connect(own_nats_server.url)
    await connection.jetstream().add_stream(name="S", subjects=["s.>"])
    yield connection.jetstream()
    await connection.close()


@pytest.fixture
async def bridge(own_nats_server: NatsServer, js: Any) -> Any:
    async with NATSBridge(own_nats_server.url) as bridge:
        yield bridge


async def _send(bridge: NATSBridge, *words: Any, subject: str = "s.a", **options: Any) -> None:
    for word in words:
        await bridge.smartsend(subject, [("w", word, "dictionary")], jetstream=True, **options)


async def _until(condition: Any) -> None:
    async def wait() -> None:
        while not condition():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(wait(), 10)


async def _letter(js: Any, subject: str = "dead") -> Any:
    return (await (await js.pull_subscribe(subject, stream="DEAD")).fetch(1, timeout=5))[0]


async def test_both_kinds_of_handler_and_a_delay_that_grows(bridge: NATSBridge, js: Any) -> None:
    times: list[float] = []
    loop = asyncio.get_running_loop()

    def plain(env: Any, delivery: Any) -> None:
        times.append(loop.time())
        if delivery.info.delivery_count < 4:
            raise ValueError("not yet")

    await _send(bridge, 1)
    consumption = await bridge.consume("S", "c", plain, nak_delay=40, max_nak_delay=100)
    await _until(lambda: len(times) == 4)
    await consumption.stop()
    while (await js.consumer_info("S", "c")).num_ack_pending:
        await asyncio.sleep(0.005)
    waits = [after - before for before, after in zip(times, times[1:])]
    assert waits[0] >= 0.04 and waits[1] >= 0.08 and waits[2] >= 0.1
    settings: Any = SimpleNamespace(nak_delay=40, max_nak_delay=100)
    assert [retry_delay(deliveries, settings) for deliveries in range(1, 5)] == [40, 80, 100, 100]
    assert await consumption.closed is None


async def test_concurrency_and_a_stop_that_waits(bridge: NATSBridge, js: Any) -> None:
    at_once = most = done = 0

    async def handler(env: Any, delivery: Any) -> None:
        nonlocal at_once, most, done
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        done += 1

    await _send(bridge, *range(12))
    consumption = await bridge.consume("S", "c", handler, concurrency=4)
    await _until(lambda: most == 4)
    await consumption.stop()
    assert at_once == 0 and 4 <= done < 12
    # What was in hand is acked, all else was given back.
    while (info := await js.consumer_info("S", "c")).num_ack_pending:
        await asyncio.sleep(0.005)
    assert info.ack_floor.stream_seq == done
    rest = await bridge.consume("S", "c", handler, concurrency=4)
    await _until(lambda: done == 12)
    await rest.stop()


async def test_what_fails_too_often_is_given_up_and_kept(bridge: NATSBridge, js: Any) -> None:
    await js.add_stream(name="DEAD", subjects=["dead"])
    told: list[Any] = []

    async def handler(env: Any, delivery: Any) -> None:
        raise ValueError("it\x1b is\nbroken")

    await bridge.smartsend("s.a", HELLO, jetstream=True, headers={"traceparent": "x"})
    await bridge.consume("S", "c", handler, max_deliver=3, nak_delay=1, dead_letter_subject="dead", on_poison=lambda error, msg: told.append((str(error), msg.info.delivery_count)))
    letter = await _letter(js)
    assert told == [("it\x1b is\nbroken", 3)]
    assert letter.headers["NATSBridge-Reason"] == "it\\u001b is\\u000abroken" and letter.headers["traceparent"] == "x"
    assert [letter.headers[f"NATSBridge-{name}"] for name in ("Code", "Stream", "Consumer", "Sequence", "Subject", "Deliveries", "Hops")] == ["handler_failed", "S", "c", "1", "s.a", "3", "1"]
    while (await js.consumer_info("S", "c")).num_ack_pending:
        await asyncio.sleep(0.005)
    # A dead letter says what it was.
    async for delivery in await bridge.consume("DEAD"):
        assert (delivery.code, delivery.stream, delivery.seq, delivery.deliveries) == ("handler_failed", "S", 1, 3)
        assert delivery.reason is not None and delivery.env["payloads"] == HELLO
        break


async def test_a_dead_letter_that_is_refused_gives_the_message_back(bridge: NATSBridge, js: Any) -> None:
    await js.add_stream(name="DEAD", subjects=["dead"], max_msgs=1, discard="new")
    await js.publish("dead", b"full")
    deliveries: list[int] = []

    async def handler(env: Any, delivery: Any) -> None:
        deliveries.append(delivery.redelivered)
        raise ValueError("broken")

    await _send(bridge, 1)
    consumption = await bridge.consume("S", "c", handler, max_deliver=1, nak_delay=20, max_nak_delay=20, dead_letter_subject="dead")
    await _until(lambda: deliveries == [1])
    await js.purge_stream("DEAD")
    letter = await _letter(js)
    assert letter.headers["NATSBridge-Sequence"] == "1" and int(letter.headers["NATSBridge-Deliveries"]) > 1
    await consumption.stop()
    while (await js.consumer_info("S", "c")).num_ack_pending:
        await asyncio.sleep(0.005)


async def test_an_on_poison_that_raises_gives_the_message_back(bridge: NATSBridge, js: Any) -> None:
    calls = 0

    async def on_poison(error: Any, msg: Any) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise RuntimeError("not now")

    await js.publish("s.a", b"garbage")
    await _send(bridge, "good")
    seen: list[Any] = []
    consumption = await bridge.consume("S", "c", lambda env, delivery: seen.append(env["payloads"][0][1]), on_poison=on_poison, nak_delay=5)
    await _until(lambda: calls == 3 and seen == ["good"])
    await consumption.stop()
    while (await js.consumer_info("S", "c")).num_ack_pending:
        await asyncio.sleep(0.005)


async def test_dead_letters_that_would_come_back_are_refused_at_the_start(bridge: NATSBridge, js: Any) -> None:
    for filters in (None, ["s.>"]):
        with pytest.raises(NatsBridgeError, match="is consumed here again") as caught:
            await bridge.consume("S", "c" + str(len(filters or [])), dead_letter_subject="s.dead", filter_subjects=filters)
        assert caught.value.code == "invalid_config" and caught.value.details["option"] == "dead_letter_subject"
    await (await bridge.consume("S", "d", dead_letter_subject="s.dead", filter_subjects=["s.a"])).stop()


async def test_two_consumptions_that_dead_letter_into_each_other_end(bridge: NATSBridge, js: Any) -> None:
    await js.add_stream(name="T", subjects=["t"])
    told: list[str] = []

    def tell(error: Any, msg: Any) -> None:
        told.append(msg.subject)

    first = await bridge.consume("S", "c", dead_letter_subject="t", on_poison=tell)
    second = await bridge.consume("T", "c", dead_letter_subject="s.again", on_poison=tell)
    readers = [asyncio.ensure_future(each.__anext__()) for each in (first, second)]
    await js.publish("s.a", b"garbage")
    await _until(lambda: len(told) == 4)
    await asyncio.sleep(0.3)
    assert told == ["s.a", "t", "s.again", "t"]
    for each in (first, second):
        await each.stop()
    for reader in readers:
        with pytest.raises(StopAsyncIteration):
            await reader


async def test_one_id_is_handled_once(bridge: NATSBridge, js: Any) -> None:
    seen: list[Any] = []
    for at in range(3):
        env, text = await bridge.smartsend("x", [("n", at, "dictionary")], msg_id="m" * 100_000 if at < 2 else "other", is_publish=False)
        await js.publish("s.a", text.encode())
    consumption = await bridge.consume("S", "c", lambda env, delivery: seen.append(env["payloads"][0][1]), dedup_window=60_000)
    await _until(lambda: 2 in seen)
    await consumption.stop()
    assert seen == [0, 2] and all(len(key) == 16 for key in consumption._recent._handled)


async def test_order_without_a_consumer(bridge: NATSBridge, js: Any) -> None:
    await _send(bridge, *range(20))
    consumption = await bridge.consume("S", concurrency=5)
    status = bridge.status()
    got = [(await consumption.__anext__()).env["payloads"][0][1] for _ in range(10)]
    # Its consumer is lost.
    for info in await js.consumers_info("S"):
        await js.delete_consumer("S", info.name)
    got += [(await asyncio.wait_for(consumption.__anext__(), 10)).env["payloads"][0][1] for _ in range(10)]
    assert got == list(range(20))
    # The stream is made anew, with fewer messages than were read.
    await js.delete_stream("S")
    await js.add_stream(name="S", subjects=["s.>"])
    await _send(bridge, "new")
    assert (await asyncio.wait_for(consumption.__anext__(), 10)).env["payloads"][0][1] == "new"
    events = []
    async for event in status:
        events.append(event.type)
        if event.type == "stream_remade":
            break
    await consumption.stop()


def _questioned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Where ``answer`` is set, the next question what stream S is goes to it, with a function that really asks."""
    asked: dict[str, Any] = {}
    real = nats.NATS.request

    async def request(self: Any, subject: str, *args: Any, **options: Any) -> Any:
        if subject == "$JS.API.STREAM.INFO.S" and "answer" in asked:
            return await asked.pop("answer")(lambda: real(self, subject, *args, **options))
        return await real(self, subject, *args, **options)

    monkeypatch.setattr(nats.NATS, "request", request)
    return asked


async def _remake(js: Any) -> None:
    await js.delete_stream("S")
    await js.add_stream(name="S", subjects=["s.>"])


async def _next(consumption: Any) -> Any:
    return (await asyncio.wait_for(consumption.__anext__(), 10)).env["payloads"][0][1]


async def _remade(status: Any) -> str:
    async for event in status:
        if event.type == "stream_remade":
            return str(event.text)
    raise AssertionError("nobody was told")


async def test_order_on_a_stream_made_anew_while_nobody_answers_what_it_is(bridge: NATSBridge, js: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, status = _questioned(monkeypatch), bridge.status()
    await _send(bridge, 1, 2, 3)
    consumption = await bridge.consume("S")
    assert [await _next(consumption) for _ in range(3)] == [1, 2, 3]

    async def unanswered(really: Any) -> Any:
        raise nats.errors.NoRespondersError

    asked["answer"] = unanswered
    await _remake(js)
    await _send(bridge, "new")
    assert await _next(consumption) == "new"
    assert await _remade(status) == "stream 'S' was made anew; it is read from its start"
    await consumption.stop()
    assert asked == {}


@pytest.mark.parametrize("read", [[], [1, 2, 3]])
async def test_order_on_a_stream_made_anew_just_after_it_was_asked_what_it_is(bridge: NATSBridge, js: Any, monkeypatch: pytest.MonkeyPatch, read: list[int]) -> None:
    asked, status = _questioned(monkeypatch), bridge.status()
    consumption = await bridge.consume("S", deliver_policy="new")
    await _send(bridge, *read)
    assert [await _next(consumption) for _ in read] == read

    async def answered(really: Any) -> Any:
        answer = await really()
        await _remake(js)
        await _send(bridge, "new")
        return answer

    asked["answer"] = answered
    (consumer,) = await js.consumers_info("S")
    await js.delete_consumer("S", consumer.name)
    assert await _next(consumption) == "new"
    assert await _remade(status) == "stream 'S' was made anew; it is read from its start"
    # Of the consumers that were made meanwhile one is left.
    assert len(await js.consumers_info("S")) == 1
    await consumption.stop()


async def test_a_durable_that_does_not_fit(bridge: NATSBridge, js: Any, caplog: pytest.LogCaptureFixture) -> None:
    from nats.js.api import AckPolicy, ConsumerConfig

    await js.add_consumer("S", ConsumerConfig(durable_name="c", ack_policy=AckPolicy.EXPLICIT, filter_subject="s.a", ack_wait=7))
    await js.add_consumer("S", ConsumerConfig(durable_name="heads", ack_policy=AckPolicy.EXPLICIT, headers_only=True))
    await js.add_consumer("S", ConsumerConfig(durable_name="noack", ack_policy=AckPolicy.NONE))
    for consumer, options, words in (("c", {"filter_subjects": ["s.b"]}, r"\['s.a'\], asked for are \['s.b'\]"), ("heads", {}, "headers only"), ("noack", {}, "ack_policy")):
        with pytest.raises(NatsBridgeError, match=words) as caught:
            await bridge.consume("S", consumer, **options)
        assert caught.value.code == "invalid_config"
    with caplog.at_level(logging.WARNING, "natsbridge"):
        await (await bridge.consume("S", "c", ack_wait=9_000, filter_subjects=["s.a"])).stop()
    assert "its ack_wait stays 7000, asked for was 9000" in caplog.text
    # Defaults never count.
    await (await bridge.consume("S", "c")).stop()


async def test_files_are_removed_after_the_confirmed_ack(bridge: NATSBridge, js: Any, plik: PlikServer) -> None:
    await _send(bridge, "x" * 50, size_threshold=20, metadata={"remove_after": "ack"})
    await _send(bridge, "y" * 50, size_threshold=20)
    assert len(plik.files) == 2 and plik.uploads["UPLOAD0"] == {"removable": True}
    seen: list[Any] = []
    consumption = await bridge.consume("S", "c", lambda env, delivery: seen.append(env["payload_info"][0]["metadata"].get("remove_after")))
    await _until(lambda: len(seen) == 2)
    await consumption.stop()
    assert seen == ["ack", None] and [key[0] for key in plik.files] == ["UPLOAD1"]


async def test_double_ack_and_the_ways_to_settle(bridge: NATSBridge, js: Any) -> None:
    await _send(bridge, 1, 2, 3)
    async with await bridge.consume("S", "c", double_ack=True) as consumption:
        first = await consumption.__anext__()
        await first.ack()
        assert (await js.consumer_info("S", "c")).ack_floor.stream_seq == 1
        await first.nak()
        second = await consumption.__anext__()
        await second.nak(50)
        third = await consumption.__anext__()
        await third.term("no use")
        again = await consumption.__anext__()
        assert (again.info.stream_sequence, again.info.delivery_count, again.info.redelivered, again.redelivered) == (2, 2, True, 2)
        # What was not settled is given back when the iteration ends.
    async with await bridge.consume("S", "c") as consumption:
        assert (await asyncio.wait_for(consumption.__anext__(), 5)).redelivered == 3


async def test_a_stream_that_goes_and_comes_back(bridge: NATSBridge, js: Any) -> None:
    seen: list[Any] = []
    status = bridge.status()
    consumption = await bridge.consume("S", "c", lambda env, delivery: seen.append(env["payloads"][0][1]))
    await _send(bridge, 1)
    await _until(lambda: seen == [1])
    await js.delete_stream("S")
    async for event in status:
        if event.type == "consumer_missing":
            break
    await js.add_stream(name="S", subjects=["s.>"])
    await _send(bridge, 2)
    await _until(lambda: seen == [1, 2])
    await consumption.stop()


async def test_options_are_checked(bridge: NATSBridge) -> None:
    for options, words in (
        ({"stream": ""}, "stream"), ({"stream": "a.b"}, "stream"), ({"concurrency": 0}, "concurrency"), ({"max_deliver": 0}, "max_deliver"), ({"deliver_policy": "first"}, "deliver_policy"),
        ({"dead_letter_subject": "a.*"}, "dead_letter_subject"), ({"on_poison": 5}, "on_poison"), ({"max_delivr": 5}, "max_delivr"), ({"domain": "a b"}, "domain"),
        ({"filter_subjects": "s.a"}, "filter_subjects"), ({"domain": "a", "api_prefix": "b"}, "domain"),
    ):  # fmt: skip
        given: Any = {"stream": "S", **options}
        with pytest.raises(NatsBridgeError, match=words) as caught:
            await bridge.consume(**given)
        assert caught.value.code in ("invalid_config", "invalid_subject")
