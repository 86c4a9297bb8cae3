"""Runs scripts under real MicroPython with the heap of a small board."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from .repository import PEER

HEAP = "256K"


class Device:
    """One MicroPython process. Its script says things by printing lines of JSON."""

    def __init__(self, script: str, folder: Path, environment: dict[str, str], heap: str = HEAP) -> None:
        path = PEER / "tests/device" / script
        if not path.exists():
            path = PEER / script
        command = [os.environ["MICROPYTHON"], "-X", f"heapsize={heap}", str(path)]
        clean = {name: value for name, value in os.environ.items() if name not in ("NATS_URL", "SIZE_THRESHOLD")}
        clean.update(environment, MICROPYPATH=f"{PEER}:.frozen")
        self.process = subprocess.Popen(
            command, cwd=folder, env=clean, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines: Queue[str | None] = Queue()
        self._heard: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def line(self, timeout: float = 30) -> str:
        try:
            line = self._lines.get(timeout=timeout)
        except Empty:
            raise AssertionError("MicroPython kept silent; it said:\n" + "\n".join(self._heard)) from None
        assert line is not None, "MicroPython ended; it said:\n" + "\n".join(self._heard)
        self._heard.append(line)
        return line

    def said(self, timeout: float = 30) -> Any:
        """The next line, as JSON."""
        line = self.line(timeout)
        try:
            return json.loads(line)
        except ValueError:
            rest = []
            while (more := self._lines.get(timeout=5)) is not None:
                rest.append(more)
            raise AssertionError("no JSON from MicroPython:\n" + "\n".join([line, *rest])) from None

    def silent(self) -> bool:
        """Whether nothing was said that was not asked for."""
        return self._lines.empty()

    def finish(self, timeout: float = 30) -> int:
        return self.process.wait(timeout)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
