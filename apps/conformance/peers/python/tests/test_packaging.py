"""The package as it is given away."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import natsbridge

PEER = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    ran = subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(PEER)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


def test_what_the_wheel_says_and_holds(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        metadata = Parser().parsestr(wheel.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode())
        licence = wheel.read(next(name for name in names if name.endswith("LICENSE"))).decode()
    assert metadata["Version"] == natsbridge.__version__ and metadata["License-Expression"] == "MIT" and "MIT License" in licence
    assert {line.split(",")[0] for line in metadata.get_all("Project-URL", [])} == {"Homepage", "Documentation", "Issues"}
    assert "Typing :: Typed" in metadata.get_all("Classifier", []) and metadata["Requires-Python"] == ">=3.10"
    # The README is the page of the registry.
    assert str(metadata.get_payload()).startswith("# natsbridge")
    modules = {str(path.relative_to(PEER)) for path in (PEER / "natsbridge").rglob("*.py")} | {"natsbridge/py.typed"}
    assert {name for name in names if ".dist-info/" not in name} == modules


def test_the_wheel_installs_and_works_elsewhere(built: Path, tmp_path: Path) -> None:
    # Its requirements come from the environment of the tests.
    venv.create(tmp_path / "env", with_pip=True, system_site_packages=False)
    python = tmp_path / "env/bin/python"
    site = Path(natsbridge.__file__).parents[1]
    requirements = [path for path in sys.path if path.endswith("site-packages")]
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", str(next(built.glob("*.whl")))], check=True)
    script = (
        "import asyncio, sys; sys.path += sys.argv[1:]; import natsbridge, natsbridge.sync;"
        "env, text = natsbridge.sync.smartsend('chat', [('t', {'a': [1, None]}, 'arrowtable')], is_publish=False);"
        "print(natsbridge.__file__, natsbridge.sync.smartreceive(text, table_format='pyarrow')['payloads'][0][1].to_pydict())"
    )
    ran = subprocess.run([str(python), "-c", script, *requirements], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("{'a': [1, None]}\n") and ran.stdout.startswith(str(tmp_path)) and str(site) not in ran.stdout


def test_the_source_package_can_run_its_tests(built: Path) -> None:
    # Few folders deep: nothing there is around it.
    with tempfile.TemporaryDirectory() as place, tarfile.open(next(built.glob("*.tar.gz"))) as source:
        source.extractall(place, filter="data")
        folder = next(Path(place).iterdir())
        ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_codec.py", "tests/test_plan.py", "tests/test_hostile_links.py"], cwd=folder, capture_output=True, text=True)
        assert ran.returncode == 0 and "passed" in ran.stdout, ran.stdout[-2000:]
        for name in ("LICENSE", "README.md", "test.sh", "lowest.sh", "requirements-lowest.txt", "api.json", "tests/servers.py", "tests/rclone.py", "conformance/worker.py", "natsbridge/py.typed"):
            assert (folder / name).exists(), name
