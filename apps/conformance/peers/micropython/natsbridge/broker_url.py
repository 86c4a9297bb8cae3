# Broker addresses: nats://user:password@host:port, a token before @, the scheme left out,
# several separated by commas.

from .errors import NatsBridgeError


class Server:
    def __init__(self, host, port, user, password):
        self.host = host
        self.port = port
        self.user = user
        self.password = password


def parse_servers(urls):
    servers = [_parse(url.strip()) for url in urls.split(",") if url.strip()]
    if not servers:
        raise NatsBridgeError("invalid_config", "broker_url names no server")
    return servers


def strip_credentials(urls):
    """The same list without user, password and token; for envelopes, logs and errors."""
    return ",".join([_strip(url) for url in urls.split(",")])


def _split(url):
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    authority = rest
    for stop in "/?#":
        authority = authority.partition(stop)[0]
    at = authority.rfind("@")
    return scheme, mark, rest, at


def _strip(url):
    scheme, mark, rest, at = _split(url)
    return scheme + mark + rest[at + 1 :]


def _parse(url):
    scheme, mark, rest, at = _split(url)
    if scheme not in ("", "nats", "tcp"):
        raise NatsBridgeError(
            "unsupported" if scheme in ("tls", "ws", "wss") else "invalid_config",
            "broker_url %s: this client speaks plain nats:// only" % _strip(url),
        )
    user = password = None
    if at >= 0:
        user, colon, password = rest[:at].partition(":")
        user = _unquote(user)
        password = _unquote(password) if colon else None
    address = rest[at + 1 :]
    for stop in "/?#":
        address = address.partition(stop)[0]
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        port = port[1:] if port.startswith(":") else port
    else:
        host, _, port = address.partition(":")
    port = port or "4222"
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise NatsBridgeError(
            "invalid_config", "broker_url %s: expected nats://host:port" % _strip(url)
        )
    return Server(host, int(port), user, password)


def _unquote(text):
    head, mark, rest = text.partition("%")
    if not mark:
        return text
    data = head.encode()
    for part in rest.split("%"):
        try:
            data += bytes([int(part[:2], 16)]) + part[2:].encode()
        except ValueError:
            raise NatsBridgeError("invalid_config", "broker_url: a bad % escape in its user part")
    return data.decode()
