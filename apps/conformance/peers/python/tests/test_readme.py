"""The Python of the README runs as it stands, but for the addresses of the servers."""

from __future__ import annotations

import asyncio
import re
import textwrap
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from natsbridge import NATSBridge, NatsBridgeError

from .servers import NatsServer, PlikServer

README = Path(__file__).parents[1] / "README.md"
NOTE: Any = [("note", "hello", "text")]


def blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.S | re.M)


class Enough(Exception):
    """What the test waited for was printed."""


class Screen:
    """Takes what a block prints, and ends it after its last line."""

    def __init__(self, last: str) -> None:
        self.lines: list[str] = []
        self._last = last

    def print(self, *words: Any) -> None:
        self.lines.append(" ".join(map(str, words)))
        if self.lines[-1].startswith(self._last):
            raise Enough


def prepared(code: str, nats: NatsServer, plik: PlikServer) -> str:
    return code.replace("nats://localhost:4222", nats.url).replace("http://localhost:8080", plik.url)


async def run(code: str, names: dict[str, Any]) -> None:
    """Runs a block as the body of a coroutine."""
    exec(f"async def block():\n{textwrap.indent(code, '    ')}", names)
    await names["block"]()


async def asked(bridge: NATSBridge, subject: str, data: Any) -> Any:
    """The answer of a service that may still be starting."""
    while True:
        try:
            return await bridge.request(subject, data)
        except NatsBridgeError as error:
            if error.code != "no_responders":
                raise
            await asyncio.sleep(0.01)


def test_every_block_is_run() -> None:
    assert len(blocks()) == 4


async def test_a_notebook(nats_server: NatsServer, plik: PlikServer) -> None:
    screen = Screen("note")
    names = {"dataframe": pd.DataFrame({"id": [1, 2]}), "print": screen.print}
    async with NATSBridge(nats_server.url) as other:
        await other.serve("square", lambda env: [("result", env["payloads"][0][1] ** 2, "dictionary")])
        with pytest.raises(Enough):
            await asyncio.to_thread(exec, prepared(blocks()[0], nats_server, plik), names)
    assert screen.lines[0].startswith("measurements arrowtable")
    assert screen.lines[1:] == ["note text from the lab"]
    assert names["answer"]["payloads"] == [("result", 144, "dictionary")]  # type: ignore[index]


async def test_a_service(nats_server: NatsServer, plik: PlikServer) -> None:
    service = asyncio.ensure_future(run(prepared(blocks()[1], nats_server, plik), {}))
    async with NATSBridge(nats_server.url) as other:
        answer = await asked(other, "chat", NOTE)
        assert answer["payloads"] == [("thanks", "got it", "text")]
    service.cancel()
    with pytest.raises(asyncio.CancelledError):
        await service


async def test_answers_and_a_stream(own_nats_server: NatsServer, plik: PlikServer) -> None:
    written: asyncio.Queue[Any] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    async with NATSBridge(own_nats_server.url) as bridge:
        connection = await bridge.connection()
        await connection.jetstream().add_stream(name="ORDERS", subjects=["orders.>"])
        names = {"bridge": bridge, "write_invoice": lambda data: loop.call_soon_threadsafe(written.put_nowait, data)}
        await run(prepared(blocks()[2], own_nats_server, plik), names)
        answer = await bridge.request("square", [("n", 12, "dictionary")])
        assert answer["payloads"] == [("result", 144, "dictionary")]
        await bridge.smartsend("orders.new", NOTE, jetstream=True)
        assert await asyncio.wait_for(written.get(), 30) == [("note", "hello", "text")]


async def test_a_film(nats_server: NatsServer, plik: PlikServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.mp4").write_bytes(bytes(2_000_000))
    screen = Screen("film ")
    async with NATSBridge(nats_server.url, fileserver_url=plik.url) as bridge:
        names = {"bridge": bridge, "Path": Path, "print": screen.print}
        with pytest.raises(Enough):
            await run(prepared(blocks()[3], nats_server, plik), names)
    assert screen.lines[-1] == "film 2000000 bytes"
    assert Path("received.mp4").read_bytes() == bytes(2_000_000)
