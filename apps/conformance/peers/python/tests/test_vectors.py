"""Every byte-level vector gives what it says."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from conformance.canonical import canonical_payload
from natsbridge import NatsBridgeError, smartreceive

from .servers import VECTORS

FILES = sorted(VECTORS.glob("*.json"))


def test_there_are_vectors() -> None:
    assert len(FILES) > 50


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_vector(file: Any) -> None:
    vector = json.loads(file.read_text())
    files = {url: base64.b64decode(content) for url, content in vector.get("files", {}).items()}
    result: dict[str, Any]
    try:
        env = await smartreceive(
            base64.b64decode(vector["envelope_base64"]), fileserver_download_handler=lambda url, *_: files[url], table_format="pyarrow"
        )
        result = {"ok": True, "env": env, "payloads": [canonical_payload(*payload) for payload in env["payloads"]]}
    except NatsBridgeError as error:
        result = {"error": error.code, "message": error.message}
    accepted = [vector["expect"], *vector.get("also_accept", [])]
    assert any(_matches(result, each) for each in accepted), (result, accepted)


def _matches(result: dict[str, Any], expect: dict[str, Any]) -> bool:
    if "error" in expect:
        return result.get("error") == expect["error"] and expect.get("names", "") in result["message"]
    if not result.get("ok") or result["payloads"] != expect["payloads"]:
        return False
    return all(result["env"].get(name) == value for name, value in expect.get("envelope", {}).items())
