"""The Python of the README runs as it stands, but for the addresses of the servers."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from .conftest import Start
from .file_server import FileServer, answer
from .literal_peer import LiteralPeer, decode, envelope, payload
from .micropython import PEER, Device

README = PEER / "README.md"
HELLO = payload("message", "text", b"Hello!")
FIRMWARE = bytes(range(256)) * 300

WATCHDOG = """
class Watchdog:
    def feed(self):
        pass

wdt = Watchdog()
"""


def blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.S | re.M)


class Board:
    """Runs blocks on a device."""

    def __init__(self, start: Start, folder: Path, broker: str) -> None:
        self._start, self._folder, self._broker = start, folder, broker

    def run(self, block: str, before: str = "", files: str = "") -> Device:
        code = block.replace("nats://broker.local:4222", self._broker).replace("http://files.local:8080", files)
        script = self._folder / "block.py"
        script.write_text(before + code)
        return self._start(str(script))


@pytest.fixture
def board(start: Start, tmp_path: Path, broker: Any) -> Board:
    return Board(start, tmp_path, broker.url)


def asked(peer: LiteralPeer, subject: str, *payloads: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """The values of the answer; the device may still be starting, and then the broker answers without a body."""
    inbox = f"_INBOX.{uuid.uuid4().hex}"
    answers = peer.subscribe(inbox)
    body = b""
    while not body:
        peer.publish(subject, envelope(subject, list(payloads), reply_to=inbox), inbox)
        body = peer.next(answers)[2]
    return decode(body)[1]


def test_every_block_is_run() -> None:
    # The last one is a file of settings: test_config.py reads it.
    assert len(blocks()) == 5


def test_a_loop_with_a_watchdog(peer: LiteralPeer, board: Board) -> None:
    sensors = peer.subscribe("/sensors")
    device = board.run(blocks()[0], before=WATCHDOG)
    assert decode(peer.next(sensors)[2])[1] == [("reading", {"celsius": 21.5}, "dictionary")]
    assert asked(peer, "/chat", HELLO) == [("answer", {"ok": True}, "dictionary")]
    assert device.line() == "message text Hello!"


def test_one_message(peer: LiteralPeer, board: Board) -> None:
    chat = peer.subscribe("/chat")
    device = board.run(blocks()[1])
    assert decode(peer.next(chat)[2])[1] == [("message", "Hello!", "text")]
    assert device.finish() == 0


def test_asyncio(peer: LiteralPeer, board: Board) -> None:
    service = peer.subscribe("service")
    device = board.run(blocks()[2])
    _, reply, body = peer.next(service)
    assert decode(body)[1] == [("question", "How are you?", "text")]
    peer.publish(reply, envelope(reply, [HELLO]))
    while device.silent():
        peer.publish("/chat", envelope("/chat", [HELLO]))
        peer.flush()
        time.sleep(0.01)
    assert device.line() == "[('message', 'Hello!', 'text')]"


def test_a_service_and_a_firmware(peer: LiteralPeer, board: Board, tmp_path: Path) -> None:
    files = FileServer(answer(FIRMWARE))
    board.run(blocks()[3], files=files.url)
    assert asked(peer, "thermometer") == [("celsius", 21.5, "dictionary")]
    link = payload("firmware", "binary", FIRMWARE, transport="link", encoding="none", data=f"{files.url}/firmware")
    assert asked(peer, "/update", link) == []
    assert (tmp_path / "update.bin").read_bytes() == FIRMWARE
    files.stop()
