"""What the documentation shows runs, and prints what it says."""

from __future__ import annotations

from .conftest import Start


def test_documented(start: Start) -> None:
    device = start("documented.py")
    assert [device.line() for _ in range(6)] == [
        "config {'step_size': 0.01}",
        "message Look at this!",
        "photo 1000 bytes",
        "readings 1 0.5",
        "readings 2 None",
        "144",
    ]
    assert device.finish() == 0
