from __future__ import annotations

from pathlib import Path
from typing import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from .repository import PEER, REPOSITORY
from .servers import NatsServer, PlikServer

# The vectors, and the protocol of the workers, lie in the repository alone.
collect_ignore = ["test_vectors.py", "test_worker.py"] if REPOSITORY == PEER else []


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    yield server
    server.stop()


@pytest.fixture
def own_nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path)
    yield server
    server.stop()


@pytest_asyncio.fixture
async def plik() -> AsyncIterator[PlikServer]:
    server = PlikServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    for name in ("NATS_URL", "FILESERVER_URL", "SIZE_THRESHOLD", "NATSBRIDGE_ALLOWED_LINK_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    if {"nats_server", "own_nats_server"} & set(request.fixturenames):
        name = "nats_server" if "nats_server" in request.fixturenames else "own_nats_server"
        monkeypatch.setenv("NATS_URL", request.getfixturevalue(name).url)
    if "plik" in request.fixturenames:
        monkeypatch.setenv("FILESERVER_URL", request.getfixturevalue("plik").url)
