"""The same names without ``await``."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Iterator

import nats
import pytest

import natsbridge
from natsbridge import sync

from .servers import NatsServer, PlikServer

HELLO: Any = [("message", "Hello!", "text")]


@pytest.fixture
def bridge(own_nats_server: NatsServer) -> Iterator[sync.NATSBridge]:
    async def stream() -> None:
        connection = await nats.connect(own_nats_server.url)
        await connection.jetstream().add_stream(name="S", subjects=["s.>"])
        await connection.close()

    asyncio.run(stream())
    with sync.NATSBridge.connect(own_nats_server.url) as bridge:
        yield bridge


def test_functions_and_methods(bridge: sync.NATSBridge) -> None:
    subscription = bridge.subscribe("chat")
    env, text = sync.smartsend("chat", HELLO)
    assert sync.smartreceive(text)["payloads"] == bridge.smartreceive(text.encode())["payloads"] == HELLO
    assert next(subscription)["msg_id"] == env["msg_id"]
    with pytest.raises(TimeoutError):
        subscription.next(timeout=0.05)
    bridge.smartsend("chat", HELLO)
    assert subscription.next(timeout=5)["payloads"] == HELLO
    subscription.close()
    assert list(subscription) == []
    with pytest.raises(natsbridge.NatsBridgeError) as caught:
        bridge.smartsend("bad subject", HELLO)
    assert caught.value.code == "invalid_subject"


def test_requests_and_services_from_many_threads(bridge: sync.NATSBridge) -> None:
    def answer(env: Any) -> Any:
        if env["payloads"][0][1] == 13:
            raise ValueError
        # A handler may use the bridge.
        bridge.smartsend("log", HELLO)
        return [("n", env["payloads"][0][1] * 2, "dictionary")]

    with bridge.serve("double", answer, concurrency=4), ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda n: bridge.request("double", [("n", n, "dictionary")])["payloads"][0][1], range(12)))
        assert answers == [n * 2 for n in range(12)]
        with pytest.raises(natsbridge.NatsBridgeError, match="rejected"):
            bridge.request("double", [("n", 13, "dictionary")])
    with bridge.subscribe("asked") as questions:
        bridge.smartsend("asked", HELLO, reply_to="answers")
        with bridge.subscribe("answers") as answers_:
            env = next(questions)
            bridge.reply(env, HELLO)
            bridge.ack(env)
            bridge.nack(env, "no")
            assert [answers_.next(5)["msg_purpose"] for _ in range(3)] == ["chat", "ACK", "NACK"]


def test_streams(bridge: sync.NATSBridge) -> None:
    for at in range(4):
        bridge.smartsend("s.a", [("n", at, "dictionary")], jetstream=True)
    seen: list[int] = []
    done = threading.Event()

    def handler(env: Any, delivery: sync.Delivery) -> None:
        if delivery.redelivered == 1 and env["payloads"][0][1] == 1:
            delivery.nak()
            return
        seen.append(env["payloads"][0][1])
        delivery.ack()
        if len(seen) == 4:
            done.set()

    with bridge.consume("S", "c", handler):
        assert done.wait(10)
    assert sorted(seen) == [0, 1, 2, 3]
    got = []
    with bridge.consume("S") as consumption:
        for delivery in consumption:
            got.append(delivery.info.stream_sequence)
            delivery.ack()
            if len(got) == 4:
                break
    assert got == [1, 2, 3, 4]


def test_lazy_payloads(bridge: sync.NATSBridge, plik: PlikServer, tmp_path: Path) -> None:
    async def files() -> None:
        server = PlikServer()
        await server.start()
        result = await natsbridge.smartsend("chat", [("b", bytes(600_000), "binary"), ("d", {"a": 1}, "dictionary")], is_publish=False, size_threshold=100, fileserver_url=server.url)

        def read() -> None:
            env = sync.smartreceive(result.env_json_str, lazy=True, fileserver_url=server.url)
            handle = env["payloads"][0][1]
            assert b"".join(handle.stream()) == bytes(600_000) == handle.bytes() == handle.value()
            assert handle.save_to(tmp_path / "x").stat().st_size == 600_000 and env["payloads"][1][1].json() == {"a": 1}
            for chunk in handle.stream():
                break

        # In a program that has a loop of its own, as a notebook has.
        await asyncio.to_thread(read)
        await server.stop()

    asyncio.run(files())


async def test_it_works_inside_of_a_running_loop(own_nats_server: NatsServer) -> None:
    env, _ = sync.smartsend("chat", HELLO)
    assert env["send_to"] == "chat"


def test_it_is_refused_inside_of_its_own_loop(bridge: sync.NATSBridge) -> None:
    async def answer(env: Any) -> Any:
        bridge.smartsend("x", HELLO)

    with bridge.serve("wrong", answer, expose_errors=True):
        with pytest.raises(natsbridge.NatsBridgeError, match="was called from its own loop"):
            bridge.request("wrong", HELLO)


def test_a_key_interrupt_ends_a_wait_and_the_program_ends_by_itself(own_nats_server: NatsServer) -> None:
    script = textwrap.dedent(
        """
        import os, signal, sys, threading
        from natsbridge.sync import NATSBridge
        bridge = NATSBridge.connect(sys.argv[1])
        subscription = bridge.subscribe("chat")
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            next(subscription)
        except KeyboardInterrupt:
            bridge.smartsend("chat", [("m", "x", "text")])
            print(subscription.next(5)["payloads"])
        """
    )
    started = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", script, own_nats_server.url], capture_output=True, text=True, timeout=30)
    assert ran.stdout == "[('m', 'x', 'text')]\n" and ran.returncode == 0, ran.stderr
    assert time.monotonic() - started < 20
