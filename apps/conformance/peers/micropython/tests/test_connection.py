"""Logins, permissions, broken brokers and coming back."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from queue import Queue
from typing import Iterator

import pytest

from .broker import Broker
from .conftest import Start
from .literal_peer import LiteralPeer, decode, envelope, payload

USERS = """
authorization {
  users: [
    { user: me, password: "pa ss", permissions: { publish: ["allowed", "_INBOX.>"], subscribe: ">" } }
  ]
}
"""


@pytest.fixture
def users(tmp_path: Path) -> Iterator[Broker]:
    server = Broker(tmp_path / "users", USERS)
    yield server
    server.stop()


@pytest.fixture
def token(tmp_path: Path) -> Iterator[Broker]:
    server = Broker(tmp_path / "token", 'authorization { token: "s3cr3t" }')
    yield server
    server.stop()


def test_user_and_password_in_the_url(users: Broker, start: Start) -> None:
    peer = LiteralPeer(users.port, user="me", **{"pass": "pa ss"})
    sid = peer.subscribe("allowed")
    device = start("login.py", NATS_URL=f"nats://me:pa%20ss@{users.address}")
    assert device.said() == {"got": ["none", ""]}
    env, _ = decode(peer.next(sid)[2])
    assert env["broker_url"] == users.url
    assert device.said() == {"got": ["none", ""]}
    assert device.finish() == 0
    peer.close()


def test_user_and_password_as_options(users: Broker, start: Start) -> None:
    device = start("login.py", NATS_URL=users.address, LOGIN_user="me", LOGIN_password="pa ss")
    assert device.said() == {"got": ["none", ""]}


def test_token(token: Broker, start: Start) -> None:
    assert start("login.py", NATS_URL=f"nats://s3cr3t@{token.address}").said() == {"got": ["none", ""]}
    assert start("login.py", NATS_URL=token.url, LOGIN_token="s3cr3t").said() == {"got": ["none", ""]}


@pytest.mark.parametrize("login", ["me:wrong@", "nobody:x@", ""])
def test_a_wrong_login_is_said_without_the_password(login: str, users: Broker, start: Start) -> None:
    code, message = start("login.py", NATS_URL=f"nats://{login}{users.address}").said()["got"]
    assert code == "permission_denied"
    assert users.url in message
    assert "wrong" not in message


def test_a_subject_that_is_not_permitted(users: Broker, start: Start) -> None:
    device = start("login.py", NATS_URL=f"nats://me:pa%20ss@{users.address}", SUBJECT="forbidden")
    assert device.said() == {"got": ["none", ""]}
    code, message = device.said()["got"]
    assert code == "permission_denied"
    assert "forbidden" in message


def test_the_broker_says_how_large_a_message_may_be(tmp_path: Path, start: Start) -> None:
    broker = Broker(tmp_path / "small", "max_payload: 600")
    code, message = start("login.py", NATS_URL=broker.url).said()["got"]
    broker.stop()
    assert code == "payload_too_large"
    assert "600 (max_payload)" in message


def test_the_next_server_of_a_list(broker: Broker, start: Start) -> None:
    device = start("login.py", NATS_URL=f"nats://127.0.0.1:1, {broker.address}")
    assert device.said() == {"got": ["none", ""]}


def ask(peer: LiteralPeer, answers: int, text: str) -> bytes:
    peer.publish("keep", envelope("keep", [payload("t", "text", text.encode())]), "back")
    return peer.next(answers)[2]


@pytest.mark.parametrize("script", ["reconnect.py", "async_reconnect.py"])
def test_the_broker_restarts(script: str, tmp_path: Path, start: Start) -> None:
    server = Broker(tmp_path / "restarted")
    device = start(script, NATS_URL=server.url)
    assert device.said() == {"ready": True}
    for count in range(3):
        peer = LiteralPeer(server.port)
        back = peer.subscribe("back")
        # Until the subscription is back, the broker itself answers that nobody listens.
        deadline = time.monotonic() + 20
        while not (body := ask(peer, back, str(count))):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert decode(body)[1] == [("t", str(count), "text")]
        assert device.said() == {"heard": str(count)}
        peer.close()
        server.stop()
        server = Broker(tmp_path / "restarted", port=server.port)
    server.stop()


def test_a_broker_that_does_not_come_back(tmp_path: Path, start: Start) -> None:
    server = Broker(tmp_path / "gone")
    device = start("give_up.py", NATS_URL=server.url)
    code, message = device.said()["refused"]
    assert code == "connection_failed"
    assert "nats://127.0.0.1:1,127.0.0.1:2" in message
    assert device.said() == {"ready": True}
    server.stop()
    assert device.said()["gone"][0] == "connection_failed"
    assert device.said()["gone"][0] == "connection_failed"
    assert device.finish() == 0


def test_the_asyncio_form_gives_up_too(tmp_path: Path, start: Start) -> None:
    server = Broker(tmp_path / "gone")
    device = start("async_give_up.py", NATS_URL=server.url)
    assert device.said() == {"ready": "async"}
    server.stop()
    said = device.said()
    assert said["gone"][0] == "connection_failed"
    assert said["closed"] is True
    assert device.finish() == 0


def test_closing_closes_the_socket(start: Start) -> None:
    false = FalseBroker(INFO + b"PONG\r\n" * 9, False)
    device = start("close.py", NATS_URL=false.url)
    for form in ("blocking", "asyncio"):
        assert device.said() == {"closed": form}
        connection = false.connections.get(timeout=10)
        connection.settimeout(10)
        while connection.recv(4096):
            pass
    assert device.process.poll() is None
    false.stop()


INFO = b'INFO {"max_payload":1048576}\r\n'


class FalseBroker:
    """Accepts connections and answers each with `greeting`; then it is silent, or closes."""

    def __init__(self, greeting: bytes, closes: bool) -> None:
        self._greeting = greeting
        self._closes = closes
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"nats://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections: Queue[socket.socket] = Queue()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.sendall(self._greeting)
            if self._closes:
                connection.close()
            else:
                self.connections.put(connection)

    def stop(self) -> None:
        self._listener.close()
        while not self.connections.empty():
            self.connections.get().close()


@pytest.mark.parametrize(
    ("greeting", "closes", "code"),
    [
        (b"", False, "connection_failed"),
        (b"", True, "connection_failed"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False, "connection_failed"),
        (b"INFO {\r\n", False, "connection_failed"),
        (INFO, False, "connection_failed"),
        (INFO, True, "connection_failed"),
        (b"I" * 50000, False, "connection_failed"),
        (b'INFO {"max_payload":"x"}\r\nPONG\r\nPONG\r\n', False, "none"),
        (b"INFO " + b"[" * 9000 + b"\r\n", False, "connection_failed"),
        (b'INFO {"tls_required":true}\r\n', False, "connection_failed"),
        (INFO + b"-ERR 'Authorization Violation'\r\n", True, "permission_denied"),
    ],
)
def test_brokers_that_are_none(greeting: bytes, closes: bool, code: str, start: Start) -> None:
    false = FalseBroker(greeting, closes)
    device = start("silent.py", NATS_URL=false.url)
    for _ in range(3):
        said = device.said()
        assert said["got"][0] == code, said
        assert said["ms"] < 2500
    assert device.finish() == 0
    false.stop()


@pytest.mark.parametrize(
    "rest",
    [
        b"MSG\r\n", b"MSG x\r\n", b"MSG x y z\r\n", b"MSG x 1 -5\r\n", b"HMSG x 1 50 10\r\n", b"NONSENSE\r\n", b"\r\n", b"MSG x 1 10\r\n123", b"\x00" * 300, b"INFO [\r\n",
    ],
)  # fmt: skip
def test_a_broker_that_talks_nonsense_ends_in_an_error(rest: bytes, start: Start) -> None:
    false = FalseBroker(INFO + b"PONG\r\n" + rest, True)
    device = start("nonsense.py", NATS_URL=false.url)
    assert device.said()["got"][0] in ("connection_failed", "publish_failed")
    assert device.finish() == 0
    false.stop()


def test_a_broker_that_goes_silent_is_noticed(start: Start) -> None:
    false = FalseBroker(INFO + b"PONG\r\n", False)
    device = start("keep_alive.py", NATS_URL=false.url)
    assert device.said()["blocking"] > 1
    assert device.said()["asyncio"] > 1
    assert device.finish() == 0
    false.stop()
