from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterator

import pytest

from .broker import Broker
from .literal_peer import LiteralPeer
from .micropython import Device

Start = Callable[..., Device]


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    server = Broker(tmp_path_factory.mktemp("nats"))
    yield server
    server.stop()


@pytest.fixture
def peer(broker: Broker) -> Iterator[LiteralPeer]:
    literal = LiteralPeer(broker.port)
    yield literal
    literal.close()


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Start]:
    """start(script, VARIABLE=...) runs tests/device/<script> in a folder of its own."""
    devices: list[Device] = []

    def run(script: str, heap: str = "256K", **environment: str) -> Device:
        device = Device(script, tmp_path, {"NATS_URL": broker.url, **environment}, heap)
        devices.append(device)
        return device

    yield run
    for device in devices:
        device.stop()


@pytest.fixture(scope="session")
def reader(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """A device that stays up: what is requested of `device.read` it answers with what smartreceive made of it."""
    device = Device("reader.py", tmp_path_factory.mktemp("reader"), {"NATS_URL": broker.url})
    assert device.line() == "ready"
    yield device
    device.stop()
