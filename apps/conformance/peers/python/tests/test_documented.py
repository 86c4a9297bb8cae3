"""What the documentation shows runs, and prints what it says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Awaitable, Callable, Coroutine

import pytest

from natsbridge import NATSBridge

from . import scenarios
from .servers import NatsServer, PlikServer


class Printed:
    """What a scenario prints, line by line, as it comes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        monkeypatch.setattr(scenarios, "print", lambda *words: self._lines.put_nowait(" ".join(map(str, words))), raising=False)

    async def next(self) -> str:
        return await asyncio.wait_for(self._lines.get(), 20)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    return Printed(monkeypatch)


async def _pair(receive: Coroutine[Any, Any, None], send: Callable[[], Awaitable[None]], bridge: NATSBridge, check: Callable[[], Awaitable[None]]) -> None:
    """What is subscribed and sent over one connection reaches the server in this order."""
    await bridge.connection()
    receiving = asyncio.ensure_future(receive)
    await asyncio.sleep(0)
    await send()
    await check()
    receiving.cancel()


async def test_connect(nats_server: NatsServer, printed: Printed) -> None:
    connected = asyncio.ensure_future(scenarios.connect())
    assert await printed.next() == "Hello!"
    connected.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connected


async def test_settings(nats_server: NatsServer, printed: Printed) -> None:
    async with NATSBridge(nats_server.url) as bridge:

        async def check() -> None:
            assert await printed.next() == "config {'step_size': 0.01}"

        await _pair(scenarios.receive_settings(bridge), lambda: scenarios.send_settings(bridge), bridge, check)


async def test_chat(nats_server: NatsServer, printed: Printed, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(bytes(1_000))
    async with NATSBridge(nats_server.url) as bridge:

        async def check() -> None:
            assert await printed.next() == "message Look at this!"
            assert await printed.next() == "photo 1000 bytes"

        await _pair(scenarios.receive_chat(bridge), lambda: scenarios.send_chat(bridge, photo), bridge, check)


async def test_table(nats_server: NatsServer, printed: Printed) -> None:
    async with NATSBridge(nats_server.url) as bridge:

        async def check() -> None:
            assert await printed.next() == "readings {'id': [1, 2], 'value': [0.5, nan]}"

        await _pair(scenarios.receive_table(bridge), lambda: scenarios.send_table(bridge), bridge, check)


async def test_file(nats_server: NatsServer, plik: PlikServer, printed: Printed, tmp_path: Path) -> None:
    sent, received = tmp_path / "film.mp4", tmp_path / "received.mp4"
    sent.write_bytes(bytes(range(256)) * 10_000)
    async with NATSBridge(nats_server.url, fileserver_url=plik.url) as bridge:

        async def check() -> None:
            assert await printed.next() == "film 2560000 bytes"
            assert received.read_bytes() == sent.read_bytes()

        await _pair(scenarios.receive_file(bridge, received), lambda: scenarios.send_file(bridge, sent), bridge, check)


async def test_service(nats_server: NatsServer, printed: Printed) -> None:
    async with NATSBridge(nats_server.url) as bridge:
        service = await scenarios.serve(bridge)
        await scenarios.ask(bridge)
        assert await printed.next() == "144"
        await service.stop()


async def test_stream(own_nats_server: NatsServer, printed: Printed) -> None:
    async with NATSBridge(own_nats_server.url) as bridge:
        connection = await bridge.connection()
        await connection.jetstream().add_stream(name="ORDERS", subjects=["orders.>"])
        await scenarios.send_order(bridge)
        consumption = await scenarios.consume(bridge)
        assert await printed.next() == "{'id': 1}"
        await consumption.stop()
