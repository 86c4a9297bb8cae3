"""The package under both type checkers, as it is and as users use it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

PEER = Path(__file__).resolve().parents[1]
Check = Callable[..., "tuple[int, set[tuple[str, int]], str]"]
TYPED = PEER / "tests/typed"


def _mypy(*files: str) -> tuple[int, set[tuple[str, int]], str]:
    ran = subprocess.run([sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", os.devnull, *files], cwd=PEER, capture_output=True, text=True)
    faults = re.findall(r"^(\S+?):(\d+): error:", ran.stdout, re.MULTILINE)
    return ran.returncode, {(Path(file).name, int(line)) for file, line in faults}, ran.stdout + ran.stderr


def _pyright(*files: str) -> tuple[int, set[tuple[str, int]], str]:
    program = shutil.which("pyright") or str(PEER.parents[1] / "node_modules/.bin/pyright")
    if not Path(program).exists():
        pytest.fail(f"no pyright: neither on PATH nor {program}; `pnpm install` brings it")
    ran = subprocess.run([program, "--outputjson", "--pythonpath", sys.executable, *(files or ("--project", str(PEER)))], cwd=PEER, capture_output=True, text=True)
    diagnostics = [each for each in json.loads(ran.stdout)["generalDiagnostics"] if each["severity"] == "error"]
    return ran.returncode, {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in diagnostics}, ran.stdout


@pytest.mark.parametrize("check", [_mypy, _pyright])
def test_the_package_has_no_faults(check: Check) -> None:
    code, faults, output = check()
    assert (code, faults) == (0, set()), output


@pytest.mark.parametrize("check", [_mypy, _pyright])
def test_what_is_right_passes_and_each_planted_mistake_is_found(check: Check) -> None:
    planted = {("wrong.py", at) for at, line in enumerate((TYPED / "wrong.py").read_text().splitlines(), 1) if line.endswith("# wrong")}
    assert len(planted) == 20
    _, faults, output = check(str(TYPED / "right.py"), str(TYPED / "right_sync.py"), str(TYPED / "wrong.py"))
    assert faults == planted, output
