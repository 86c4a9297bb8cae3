"""Every byte-level message of the project, read by MicroPython."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from .repository import REPOSITORY
from .literal_peer import LiteralPeer
from .micropython import Device

FOLDER = Path(os.environ.get("NATSBRIDGE_VECTORS") or REPOSITORY / "packages/testkit/vectors")
VECTORS = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]


def is_beyond_this_runtime(vector: dict[str, Any]) -> bool:
    """Arrow, and links that nobody allowed."""
    if "files" in vector or vector["name"].startswith("arrow-"):
        return True
    return any(payload["type"] == "arrowtable" for payload in vector["expect"].get("payloads", []))


READABLE = [vector for vector in VECTORS if not is_beyond_this_runtime(vector)]
BEYOND = [vector for vector in VECTORS if is_beyond_this_runtime(vector)]


def matches(got: dict[str, Any], expected: dict[str, Any]) -> bool:
    if "error" in expected:
        return got.get("error") == expected["error"] and expected.get("names", "") in got["message"]
    if not got.get("ok"):
        return False
    fields = expected.get("envelope", {})
    return got["payloads"] == expected["payloads"] and all(got["envelope"][name] == value for name, value in fields.items())


def test_there_are_vectors() -> None:
    assert len(READABLE) >= 41
    assert len(BEYOND) >= 30


@pytest.mark.parametrize("vector", READABLE, ids=lambda vector: vector["name"])
def test_readable(vector: dict[str, Any], peer: LiteralPeer, reader: Device) -> None:
    got = json.loads(peer.request("device.read", base64.b64decode(vector["envelope_base64"])))
    accepted = [vector["expect"], *vector.get("also_accept", [])]
    assert any(matches(got, expected) for expected in accepted), got


@pytest.mark.parametrize("vector", BEYOND, ids=lambda vector: vector["name"])
def test_beyond_this_runtime(vector: dict[str, Any], peer: LiteralPeer, reader: Device) -> None:
    got = json.loads(peer.request("device.read", base64.b64decode(vector["envelope_base64"])))
    assert got["error"] == ("unsupported" if "Arrow" in got["message"] else "link_forbidden"), got
