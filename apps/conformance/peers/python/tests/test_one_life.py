"""A bridge lives until it is closed, whatever happens to its connection."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import nats
import pytest

from natsbridge import NATSBridge, NatsBridgeError
from natsbridge.broker import barrier as barrier_module

from .servers import NatsServer

HELLO: Any = [("message", "Hello!", "text")]


async def _first(events: Any, *types: str) -> Any:
    async def find() -> Any:
        async for event in events:
            if event.type in types:
                return event

    return await asyncio.wait_for(find(), 20)


async def test_subscriptions_services_and_consumptions_go_on_after_a_restart(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    seen: list[str] = []
    working = asyncio.Event()
    go_on = asyncio.Event()

    async def handler(env: Any, delivery: Any) -> None:
        working.set()
        await go_on.wait()
        seen.append(env["payloads"][0][1])

    try:
        async with NATSBridge(server.url) as bridge:
            connection = await bridge.connection()
            await connection.jetstream().add_stream(name="S", subjects=["s.>"])
            status = bridge.status()
            await bridge.consume("S", "c", handler)
            subscription = await bridge.subscribe("chat")
            await bridge.serve("ask", lambda env: env["payloads"])
            await bridge.smartsend("s.a", [("m", "first", "text")], jetstream=True)
            await asyncio.wait_for(working.wait(), 5)
            # While a handler works.
            server.restart()
            assert (await _first(status, "disconnect")).type == "disconnect"
            await _first(status, "reconnect")
            go_on.set()
            await bridge.smartsend("chat", HELLO)
            assert (await asyncio.wait_for(subscription.__anext__(), 5))["payloads"] == HELLO
            assert (await bridge.request("ask", HELLO))["payloads"] == HELLO
            await bridge.smartsend("s.a", [("m", "second", "text")], jetstream=True)
            while "second" not in seen:
                await asyncio.sleep(0.01)
            assert seen[0] == "first" and await bridge.connection() is not connection
    finally:
        server.stop()


async def test_an_outage_longer_than_any_number_of_retries(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    try:
        async with NATSBridge(server.url, connection_options={"max_reconnect_attempts": 1, "reconnect_time_wait": 0.01}) as bridge:
            subscription = await bridge.subscribe("chat")
            server.stop()
            await asyncio.sleep(1.5)
            server.start_again()
            waiting = asyncio.ensure_future(subscription.__anext__())
            await bridge.smartsend("chat", HELLO)
            assert (await asyncio.wait_for(waiting, 10))["payloads"] == HELLO
    finally:
        server.stop()


async def test_a_login_that_is_refused_for_a_while(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, 'authorization { users: [{ user: "u", password: "p" }] }')
    try:
        async with NATSBridge(server.url, connection_options={"user": "u", "password": "p"}) as bridge:
            await bridge.connection()
            status = bridge.status()
            server.restart('authorization { users: [{ user: "u", password: "other" }] }')
            refused = await _first(status, "login_refused")
            assert "Authorization" in refused.text
            with pytest.raises(NatsBridgeError, match="was not back within") as caught:
                await asyncio.wait_for(bridge._broker.client(0.2), 5)
            assert caught.value.details["outcome"] == "refused"
            server.restart('authorization { users: [{ user: "u", password: "p" }] }')
            await _first(status, "reconnect")
            await bridge.smartsend("chat", HELLO)
        with pytest.raises(NatsBridgeError) as caught:
            await NATSBridge.connect(server.url)
        assert caught.value.code == "permission_denied" and not caught.value.is_retryable
    finally:
        server.stop()


async def test_an_authenticator_that_raises(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, 'authorization { users: [{ user: "u", password: "p" }] }')
    calls = 0

    def password() -> str:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ValueError("the vault is shut")
        return "p"

    try:
        async with NATSBridge(server.url, connection_options={"user": "u", "password": password}) as bridge:
            await bridge.connection()
            status = bridge.status()
            server.restart()
            while "the vault is shut" not in (await _first(status, "error")).text:
                pass
            await _first(status, "reconnect")
            assert calls == 3
            await bridge.smartsend("chat", HELLO)
    finally:
        server.stop()


async def test_a_read_loop_that_died_is_noticed(own_nats_server: NatsServer) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        subscription = await bridge.subscribe("chat")
        status = bridge.status()
        client = await bridge.connection()
        client._reading_task.cancel()
        await _first(status, "reconnect")
        await bridge.smartsend("chat", HELLO)
        assert (await asyncio.wait_for(subscription.__anext__(), 5))["payloads"] == HELLO


async def test_a_server_that_stands_still(own_nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barrier_module, "SECONDS", 0.3)
    async with NATSBridge(own_nats_server.url, connect_timeout=300) as bridge:
        await bridge.connection()
        status = bridge.status()
        own_nats_server.pause()
        with pytest.raises(NatsBridgeError) as caught:
            await bridge.smartsend("chat", HELLO)
        assert caught.value.code == "publish_failed" and caught.value.details["outcome"] == "unknown"
        await _first(status, "disconnect")
        own_nats_server.go_on()
        await _first(status, "reconnect")
        await bridge.smartsend("chat", HELLO)


async def test_closing_ends_waits_and_dials_at_once(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    bridge = await NATSBridge.connect(server.url)
    subscription = await bridge.subscribe("chat")
    waiting = asyncio.ensure_future(subscription.__anext__())
    server.stop()
    await asyncio.sleep(0.5)
    await asyncio.wait_for(bridge.close(), 1)
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 1)
    with pytest.raises(NatsBridgeError, match="the bridge is closed"):
        await bridge.smartsend("chat", HELLO)
    await bridge.close()


async def test_a_connection_that_was_passed_in_and_ends(own_nats_server: NatsServer) -> None:
    connection = await nats.connect(own_nats_server.url)
    async with NATSBridge(nats_connection=connection) as bridge:
        await connection.jetstream().add_stream(name="S", subjects=["s.>"])
        subscription = await bridge.subscribe("chat")
        consumption = await bridge.consume("S", "c")
        handled = await bridge.consume("S", "d", lambda env, delivery: None)
        waiting = [asyncio.ensure_future(each.__anext__()) for each in (subscription, consumption)]
        await asyncio.sleep(0.05)
        await connection.close()
        for each in waiting:
            with pytest.raises(NatsBridgeError) as caught:
                await asyncio.wait_for(each, 5)
            assert caught.value.code == "connection_failed"
        error = await asyncio.wait_for(handled.closed, 5)
        assert error is not None and error.code == "connection_failed"


async def test_what_is_lost_is_told(own_nats_server: NatsServer, caplog: pytest.LogCaptureFixture) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        subscription = await bridge.subscribe("chat")
        connection = await bridge.connection()
        for _ in range(3):
            await connection.publish("chat", b"garbage")
        await bridge.smartsend("chat", HELLO)
        await subscription.__anext__()
        # Once a minute where nobody asked for more.
        told = [record for record in caplog.records if "is dropped" in record.getMessage()]
        assert len(told) == 1 and told[0].levelno == logging.WARNING and "invalid_envelope" not in told[0].name
    lines: list[str] = []

    class Lines:
        debug = info = error = staticmethod(lambda line: None)
        warning = staticmethod(lines.append)

    async with NATSBridge(own_nats_server.url, logger=Lines()) as bridge:
        subscription = await bridge.subscribe("chat", on_poison=lambda error, msg: 1 / 0)
        connection = await bridge.connection()
        for _ in range(3):
            await connection.publish("chat", b"garbage")
        await bridge.smartsend("chat", HELLO)
        await subscription.__anext__()
        assert len([line for line in lines if "is dropped" in line]) == 3 and len([line for line in lines if "on_poison raised" in line]) == 3
