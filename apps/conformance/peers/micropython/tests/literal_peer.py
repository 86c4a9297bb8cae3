"""A peer of the test's own, written straight from the wire format: sockets, json, base64, hashlib."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import uuid
from typing import Any


class LiteralPeer:
    def __init__(self, port: int, **login: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        self._sid = 0
        self._waiting: list[tuple[int, str, str, bytes]] = []
        assert self._file.readline().startswith(b"INFO ")
        fields = {"verbose": False, "headers": True, "no_responders": True, **login}
        self._socket.sendall(b"CONNECT " + json.dumps(fields).encode() + b"\r\n")
        self.flush()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def flush(self) -> None:
        self._socket.sendall(b"PING\r\n")
        while (line := self._line()) != b"PONG":
            self._operation(line)

    def subscribe(self, subject: str) -> int:
        self._sid += 1
        self._socket.sendall(f"SUB {subject} {self._sid}\r\n".encode())
        self.flush()
        return self._sid

    def publish(self, subject: str, body: bytes, reply: str = "", headers: bytes = b"") -> None:
        reply = f"{reply} " if reply else ""
        if headers:
            head = f"HPUB {subject} {reply}{len(headers)} {len(headers) + len(body)}\r\n".encode()
        else:
            head = f"PUB {subject} {reply}{len(body)}\r\n".encode()
        self._socket.sendall(head + headers + body + b"\r\n")

    def next(self, sid: int) -> tuple[str, str, bytes]:
        """(subject, reply, body) of the next message of a subscription."""
        while True:
            for index, (owner, *message) in enumerate(self._waiting):
                if owner == sid:
                    del self._waiting[index]
                    return message[0], message[1], message[2]
            self._operation(self._line())

    def request(self, subject: str, body: bytes) -> bytes:
        inbox = f"_INBOX.{uuid.uuid4().hex}"
        sid = self.subscribe(inbox)
        self.publish(subject, body, inbox)
        answer = self.next(sid)[2]
        self._socket.sendall(f"UNSUB {sid}\r\n".encode())
        return answer

    def _line(self) -> bytes:
        line = self._file.readline()
        assert line.endswith(b"\r\n"), "the broker closed the connection"
        return line[:-2]

    def _operation(self, line: bytes) -> None:
        words = line.split()
        if words[0] == b"PING":
            self._socket.sendall(b"PONG\r\n")
        elif words[0] in (b"MSG", b"HMSG"):
            headers = int(words[-2]) if words[0] == b"HMSG" else 0
            block = self._file.read(int(words[-1]) + 2)[:-2]
            plain = len(words) - (2 if headers else 1)
            reply = words[3].decode() if plain == 4 else ""
            self._waiting.append((int(words[2]), words[1].decode(), reply, block[headers:]))


def payload(dataname: str, payload_type: str, raw: bytes, /, **changes: Any) -> dict[str, Any]:
    """A payload as the contract writes it; `changes` replace fields, those named in `drop` are left out."""
    fields: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "dataname": dataname,
        "payload_type": payload_type,
        "transport": "direct",
        "encoding": "base64",
        "size": len(raw),
        "data": base64.b64encode(raw).decode(),
        "metadata": {"checksum": hashlib.sha256(raw).hexdigest()},
    }
    drop = changes.pop("drop", ())
    fields.update(changes)
    return {name: value for name, value in fields.items() if name not in drop}


def envelope(subject: str, payloads: list[dict[str, Any]], /, **changes: Any) -> bytes:
    fields: dict[str, Any] = {
        "correlation_id": str(uuid.uuid4()),
        "msg_id": str(uuid.uuid4()),
        "timestamp": "2026-11-24T05:36:39.113Z",
        "send_to": subject,
        "msg_purpose": "chat",
        "sender_name": "literal",
        "sender_id": str(uuid.uuid4()),
        "receiver_name": "",
        "receiver_id": "",
        "reply_to": "",
        "reply_to_msg_id": "",
        "broker_url": "nats://localhost:4222",
        "metadata": {},
        "payloads": payloads,
    }
    fields.update(changes)
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def decode(body: bytes) -> tuple[dict[str, Any], list[tuple[str, Any, str]]]:
    """Envelope and values of a message, with every promise of the writer checked."""
    env = json.loads(body)
    values = []
    for fields in env["payloads"]:
        assert (fields["transport"], fields["encoding"]) == ("direct", "base64")
        raw = base64.b64decode(fields["data"], validate=True)
        assert base64.b64encode(raw).decode() == fields["data"]
        assert len(raw) == fields["size"]
        assert fields["metadata"]["checksum"] == hashlib.sha256(raw).hexdigest()
        kind = fields["payload_type"]
        value: Any = raw
        if kind == "text":
            value = raw.decode()
        elif kind in ("dictionary", "jsontable"):
            value = json.loads(raw)
        values.append((fields["dataname"], value, kind))
    return env, values
