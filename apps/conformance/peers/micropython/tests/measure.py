"""Prints the table of the README: the smallest heap, in KiB, that each exchange gets along with.

Run: MICROPYTHON=$(./setup.sh) python3 -m tests.measure
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from .broker import Broker
from .literal_peer import LiteralPeer, envelope, payload
from .micropython import Device

SIZES = (100, 1000, 10000, 25000, 50000)


def passes(broker: Broker, folder: Path, heap: int, form: str, direction: str, size: int) -> bool:
    settings = {"NATS_URL": broker.url, "FORM": form, "DIRECTION": direction, "SIZE": str(size)}
    device = Device("measure.py", folder, settings, f"{heap}K")
    peer = LiteralPeer(broker.port)
    try:
        while (line := device.line(10)) != "ready":
            if line == "done":
                return True
        answers = peer.subscribe("measure.answers")
        for _ in range(3):
            reply = "measure.answers" if direction == "answer" else ""
            peer.publish("measure.in", envelope("measure.in", [payload("data", "binary", bytes(size))], reply_to=reply))
            if reply:
                peer._socket.settimeout(2)
                peer.next(answers)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if device.line(2) == "done":
                return True
        return False
    except (AssertionError, OSError):
        return False
    finally:
        peer.close()
        device.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        broker = Broker(Path(folder) / "nats")
        print("| form | exchange |" + "".join(f" {size:,} |" for size in SIZES))
        print("|---|---|" + "--:|" * len(SIZES))
        for form in ("blocking", "asyncio"):
            for direction in ("send", "receive", "answer"):
                cells = []
                for size in SIZES:
                    low, high = 64, 320
                    while high - low > 4:
                        middle = (low + high) // 2
                        if passes(broker, Path(folder), middle, form, direction, size):
                            high = middle
                        else:
                            low = middle
                    cells.append(high)
                print(f"| {form} | {direction} |" + "".join(f" {cell} |" for cell in cells), flush=True)
        broker.stop()


if __name__ == "__main__":
    main()
