"""A device whose link to the broker stalls, breaks and comes back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Iterator

import pytest

from .broker import Broker
from .conftest import Start
from .flaky_link import FlakyLink
from .literal_peer import LiteralPeer, envelope, payload
from .micropython import Device

# What process(100) takes at most in ms is 150; a machine under load may be late now and then, but not by this much.
MOST = 500


@pytest.fixture
def link(broker: Broker) -> Iterator[FlakyLink]:
    link = FlakyLink(broker.port)
    yield link
    link.stop()


def until_said(device: Device, name: str, value: Any, timeout: float = 20) -> dict[str, Any]:
    """The line that says so; what is said of times before it is looked at."""
    deadline = time.monotonic() + timeout
    while True:
        said = device.said(max(0.1, deadline - time.monotonic()))
        assert said.get("longest", 0) <= MOST and said.get("late", 0) <= 3, said
        if said.get(name) == value:
            return said


def test_process_pings_and_comes_back(link: FlakyLink, start: Start, peer: LiteralPeer) -> None:
    device = start("watchdog.py", NATS_URL=link.url, OPTIONS='{"ping_interval": 150}')
    until_said(device, "epoch", 1)
    # A quiet broker is not taken for a stalled one.
    time.sleep(1.5)
    assert link.count == 1
    link.stall()
    assert "kept silent" in until_said(device, "error", "connection_failed", 3)["message"]
    link.flow()
    until_said(device, "epoch", 2)
    peer.publish("dog", envelope("dog", [payload("t", "text", b"again")]))
    until_said(device, "heard", "again")


def test_process_keeps_its_time_without_a_broker(tmp_path: Path, start: Start) -> None:
    server = Broker(tmp_path / "gone")
    device = start("watchdog.py", NATS_URL=server.url)
    until_said(device, "epoch", 1)
    server.stop()
    until_said(device, "error", "connection_failed")
    time.sleep(2)
    server = Broker(tmp_path / "gone", port=server.port)
    peer = LiteralPeer(server.port)
    until_said(device, "epoch", 2)
    peer.publish("dog", envelope("dog", [payload("t", "text", b"again")]))
    until_said(device, "heard", "again")
    peer.close()
    server.stop()


def test_process_keeps_its_time_where_nobody_answers(link: FlakyLink, start: Start) -> None:
    link.stall()
    device = start("watchdog.py", NATS_URL=link.url, OPTIONS='{"connect_timeout": 700}')
    until_said(device, "error", "connection_failed")
    link.flow()
    until_said(device, "epoch", 1)


@pytest.mark.parametrize("count", [20, 300, 40000])
def test_process_keeps_its_time_in_the_middle_of_a_message(count: int, link: FlakyLink, start: Start, peer: LiteralPeer) -> None:
    device = start("watchdog.py", NATS_URL=link.url, OPTIONS='{"ping_interval": 500}')
    until_said(device, "epoch", 1)
    link.stall_after(count)
    peer.publish("dog", envelope("dog", [payload("t", "binary", bytes(50000))]))
    until_said(device, "error", "connection_failed")
    link.flow()
    until_said(device, "epoch", 2)
    peer.publish("dog", envelope("dog", [payload("t", "binary", bytes(50000))]))
    until_said(device, "heard", 50000)


def test_a_short_stall_breaks_nothing(link: FlakyLink, start: Start, peer: LiteralPeer) -> None:
    device = start("watchdog.py", NATS_URL=link.url)
    until_said(device, "epoch", 1)
    link.stall_after(40000)
    peer.publish("dog", envelope("dog", [payload("t", "binary", bytes(50000))]))
    time.sleep(1)
    link.flow()
    until_said(device, "heard", 50000)
    assert link.count == 1


def test_many_breaks(link: FlakyLink, start: Start, peer: LiteralPeer) -> None:
    device = start("watchdog.py", NATS_URL=link.url, OPTIONS='{"reconnect_delay": 10}')
    for count in range(10):
        until_said(device, "epoch", count + 1)
        peer.publish("dog", envelope("dog", [payload("t", "text", str(count).encode())]))
        until_said(device, "heard", str(count))
        link.cut()
        until_said(device, "error", "connection_failed")


@pytest.mark.parametrize("form", ["blocking", "asyncio", "function", "blocking big", "asyncio big", "blocking client big", "asyncio client big"])
def test_a_send_over_a_stalled_link_fails_in_time(form: str, link: FlakyLink, start: Start) -> None:
    device = start("stalled_send.py", NATS_URL=link.url, FORM=form)
    assert device.said() == {"ready": True}
    link.stall()
    said = device.said()
    assert said["code"] in ("timeout", "connection_failed") if form == "function" else ("timeout",), said
    assert said["ms"] < 650, said
    assert "unknown" in said["message"] or form == "function", said


