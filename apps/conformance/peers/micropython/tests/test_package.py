"""What `mip` installs is what there is."""

from __future__ import annotations

import json

from .api import describe, options
from .micropython import PEER


def test_mip_lists_every_module() -> None:
    listed = json.loads((PEER / "mip.json").read_text())["urls"]
    modules = sorted(f"natsbridge/{path.name}" for path in (PEER / "natsbridge").glob("*.py"))
    assert listed == [[name, name] for name in modules]


def test_api_says_what_there_is() -> None:
    assert json.loads((PEER / "api.json").read_text()) == describe()


def test_every_option_is_in_the_readme() -> None:
    text = (PEER / "README.md").read_text()
    for group in ("_SEND", "_RECEIVE", "_CONNECT"):
        for name in options(group):
            assert f"`{name}" in text, name
    for name in describe()["functions"]:
        assert f"`{name}" in text, name
