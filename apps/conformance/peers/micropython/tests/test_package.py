"""What `mip` installs is what there is."""

from __future__ import annotations

import json

from .micropython import PEER


def test_mip_lists_every_module() -> None:
    listed = json.loads((PEER / "mip.json").read_text())["urls"]
    modules = sorted(f"natsbridge/{path.name}" for path in (PEER / "natsbridge").glob("*.py"))
    assert listed == [[name, name] for name in modules]
