"""Where the tests find what is not of this folder."""

from __future__ import annotations

from pathlib import Path

PEER = Path(__file__).resolve().parents[1]
# In a copy of this folder there is no repository: what is fetched then stays in the copy.
REPOSITORY = next((folder for folder in PEER.parents if (folder / "packages/testkit").is_dir()), PEER)
