"""Option, then environment, then micropython.conf, then default."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Start
from .micropython import PEER

SEED = """# micropython.conf
NATS_URL = "nats://broker.local:4222"
FILESERVER_URL = 'http://fileserver.local:8080'  # not used here
SIZE_THRESHOLD = 100_000 # Lower threshold for memory-constrained devices
MAX_PAYLOAD_SIZE = 50000 # Hard limit for MicroPython

UNKNOWN = "kept for others"
"""
SEED_VALUES = {
    "broker_url": "nats://broker.local:4222",
    "fileserver_url": "http://fileserver.local:8080",
    "size_threshold": 100000,
    "max_payload_size": 50000,
}
DEFAULTS = {
    "broker_url": "nats://localhost:4222",
    "fileserver_url": "http://localhost:8080",
    "size_threshold": 1000000,
    "max_payload_size": 50000,
}


def settings(start: Start, tmp_path: Path, file: str = "", **environment: str) -> dict[str, Any]:
    if file:
        (tmp_path / "micropython.conf").write_text(file)
    return start("settings.py", **{"NATS_URL": "", **environment}).said()


def test_defaults(start: Start, tmp_path: Path) -> None:
    assert settings(start, tmp_path) == DEFAULTS


def test_the_file(start: Start, tmp_path: Path) -> None:
    assert settings(start, tmp_path, SEED) == SEED_VALUES


def test_the_file_that_the_readme_shows(start: Start, tmp_path: Path) -> None:
    file = (PEER / "README.md").read_text().split("```python\n# micropython.conf", 1)[1].partition("\n")[2].partition("```")[0]
    assert settings(start, tmp_path, file) == SEED_VALUES


def test_the_environment_goes_first(start: Start, tmp_path: Path) -> None:
    got = settings(start, tmp_path, SEED, NATS_URL="a:1,b", SIZE_THRESHOLD="7", MAX_PAYLOAD_SIZE="9", FILESERVER_URL="")
    assert got == {**SEED_VALUES, "broker_url": "a:1,b", "size_threshold": 7, "max_payload_size": 9}


def test_an_option_goes_before_all(start: Start, tmp_path: Path) -> None:
    options = {"broker_url": "c", "fileserver_url": "http://d", "size_threshold": 1, "max_payload_size": 2}
    assert settings(start, tmp_path, SEED, NATS_URL="a", OPTIONS=json.dumps(options)) == options


def test_another_file(start: Start, tmp_path: Path) -> None:
    (tmp_path / "other.conf").write_text("MAX_PAYLOAD_SIZE=1\n")
    assert settings(start, tmp_path, SEED, OPTIONS='{"config_file":"other.conf"}') == {**DEFAULTS, "max_payload_size": 1}


@pytest.mark.parametrize(
    ("file", "environment", "word"),
    [
        ("NATS_URL = nats://x\n", {}, "micropython.conf, line 1"),
        ("\n\nNATS_URL\n", {}, "micropython.conf, line 3"),
        ('NATS_URL = "a" "b"\n', {}, "line 1"),
        ('NATS_URL = "a\n', {}, "line 1"),
        ("SIZE_THRESHOLD = -5\n", {}, "line 1"),
        ('SIZE_THRESHOLD = "many"\n', {}, "SIZE_THRESHOLD in micropython.conf"),
        ("NATS_URL = 5\n", {}, "NATS_URL in micropython.conf"),
        ("", {"SIZE_THRESHOLD": "1e6"}, "SIZE_THRESHOLD"),
        ("", {"SIZE_THRESHOLD": "-1"}, "SIZE_THRESHOLD"),
        ("", {"MAX_PAYLOAD_SIZE": "50k"}, "MAX_PAYLOAD_SIZE"),
        ("", {"OPTIONS": '{"size_threshold":true}'}, "size_threshold"),
        ("", {"OPTIONS": '{"broker_url":5}'}, "broker_url"),
    ],
)
def test_what_is_malformed_is_named(file: str, environment: dict[str, str], word: str, start: Start, tmp_path: Path) -> None:
    got = settings(start, tmp_path, file, **environment)
    assert got["error"] == "invalid_config", got
    assert word in got["message"]
