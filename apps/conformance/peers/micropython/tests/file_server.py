"""An HTTP server that answers as it is told, byte by byte, and remembers what was asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import Callable

Answer = Callable[[socket.socket, bytes], None]


def answer(body: bytes = b"", status: str = "200 OK", head: str = "", length: int | None = -1) -> Answer:
    """A usual answer; `length` -1 says the true one, None says none."""
    size = len(body) if length == -1 else length
    lines = f"HTTP/1.1 {status}\r\n{head}" + (f"Content-Length: {size}\r\n" if size is not None else "") + "\r\n"
    return lambda sock, request: sock.sendall(lines.encode() + body)


def silent(sock: socket.socket, request: bytes) -> None:
    time.sleep(30)


def trickle(sock: socket.socket, request: bytes) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    while True:
        sock.sendall(b"x")
        time.sleep(0.05)


class FileServer:
    """Each request gets the next answer; the last one goes on."""

    def __init__(self, *answers: Answer, context: ssl.SSLContext | None = None) -> None:
        self._answers = list(answers)
        self._listener = socket.create_server(("127.0.0.1", 0))
        if context:
            self._listener = context.wrap_socket(self._listener, server_side=True)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(sock,), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        try:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (data := sock.recv(4096)):
                    return
                request += data
            self.requests.append(request.decode())
            current = self._answers[0]
            if len(self._answers) > 1:
                del self._answers[0]
            current(sock, request)
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            sock.close()

    def stop(self) -> None:
        self._listener.close()
