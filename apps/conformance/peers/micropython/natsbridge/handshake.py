# From an open socket to a connection that the broker has accepted.

import json

from .errors import NatsBridgeError
from .plain_text import cut
from .protocol import Protocol

VERSION = "1.0.0"


async def shake_hands(stream, server, settings):
    """(protocol, max_payload) after INFO, TLS where either side wants it, CONNECT, PING and PONG."""
    protocol = Protocol(stream)
    line = await protocol.line()
    if not line.startswith(b"INFO "):
        raise NatsBridgeError("connection_failed", "no NATS server answers there")
    info = read_info(line)
    if server.has_tls or settings.tls or info.get("tls_required"):
        if not (info.get("tls_required") or info.get("tls_available")):
            raise NatsBridgeError("unsupported", "the broker offers no TLS")
        from .tls_context import start_tls

        stream.wrap(start_tls(stream.sock, server.host, settings))
    await stream.write(("CONNECT %s\r\nPING\r\n" % json.dumps(_connect_fields(server, settings)),))
    while True:
        line = await protocol.line()
        if line.startswith(b"PONG"):
            return protocol, info["max_payload"]
        if line.startswith(b"-ERR"):
            raise refusal(line)


def read_info(line):
    """The fields of an INFO line."""
    info = json.loads(line[5:])
    if not isinstance(info, dict):
        raise ValueError("INFO is no object")
    if not isinstance(info.get("max_payload"), int):
        info["max_payload"] = None
    return info


def refusal(line):
    """The error that a -ERR line of the broker means."""
    said = line[4:].decode().strip().strip("'")
    low = said.lower()
    code = "connection_failed"
    if "permissions violation" in low or "authorization" in low or "authentication" in low:
        code = "permission_denied"
    elif "payload" in low or "subject" in low:
        code = "publish_failed"
    return NatsBridgeError(code, "the broker says: " + cut(said))


def _connect_fields(server, settings):
    fields = {
        "verbose": False,
        "pedantic": False,
        "lang": "micropython",
        "version": VERSION,
        "protocol": 1,
        "headers": True,
        "no_responders": True,
        "name": settings.name or "natsbridge-micropython",
    }
    user = settings.user or server.user
    password = settings.password or server.password
    token = settings.token
    if token or (user is not None and password is None):
        fields["auth_token"] = token or user
    elif user is not None:
        fields["user"] = user
        fields["pass"] = password
    return fields
