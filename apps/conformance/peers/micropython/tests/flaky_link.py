"""A link to a broker that stalls, breaks, and lets through only so much."""

from __future__ import annotations

import socket
import threading


class FlakyLink:
    """Forwards connections to `port`. While it is stalled nothing passes and nothing ends, in neither direction."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"nats://127.0.0.1:{self._listener.getsockname()[1]}"
        self._flows = threading.Event()
        self._flows.set()
        self._left: int | None = None
        self._sockets: list[socket.socket] = []
        self.count = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.count += 1
            try:
                far = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets += [near, far]
            threading.Thread(target=self._forward, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._forward, args=(far, near, True), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while data := source.recv(4096):
                self._flows.wait()
                if is_answer and self._left is not None:
                    first, data = data[: self._left], data[self._left :]
                    self._left -= len(first)
                    target.sendall(first)
                    if not self._left:
                        self._flows.clear()
                        self._left = None
                    self._flows.wait()
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stall(self) -> None:
        self._flows.clear()

    def stall_after(self, count: int) -> None:
        """Lets `count` more bytes of the broker pass."""
        self._left = count

    def flow(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        """Ends all connections."""
        self._flows.set()
        sockets, self._sockets = self._sockets, []
        for end in sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
                end.close()
            except OSError:
                pass

    def stop(self) -> None:
        self._listener.close()
        self.cut()

