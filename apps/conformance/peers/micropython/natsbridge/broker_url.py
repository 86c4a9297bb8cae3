# Broker addresses: nats://user:password@host:port, a token before @, the scheme left out, several separated
# by commas. What is refused is never repeated: where a secret was not encoded, any part of it may be the secret.

from .errors import NatsBridgeError

_SCHEMES = ("", "nats", "tcp", "tls")


class Server:
    """One broker: where it is, who logs in, whether by TLS, and `shown`, its address without user, password and token."""

    def __init__(self, shown, has_tls, host, port, user, password):
        self.shown = shown
        self.has_tls = has_tls
        self.host = host
        self.port = port
        self.user = user
        self.password = password


def parse_servers(urls):
    """The servers of a list; `invalid_config` for text that is none, and for secrets that are not percent-encoded."""
    entries = [url.strip() for url in urls.split(",") if url.strip()]
    if not entries:
        raise NatsBridgeError("invalid_config", "broker_url names no server")
    has_scheme = False
    servers = []
    for index, entry in enumerate(entries):
        where = "broker_url" if len(entries) == 1 else "broker_url, server %d" % (index + 1)
        if "@" in entry and "://" not in entry and has_scheme:
            _refuse_secret(where)
        has_scheme = has_scheme or "://" in entry
    for index, entry in enumerate(entries):
        where = "broker_url" if len(entries) == 1 else "broker_url, server %d" % (index + 1)
        servers.append(_parse(entry, where))
    return servers


def strip_credentials(urls):
    """The same list without user, password and token; for envelopes, logs and errors."""
    return ",".join([server.shown for server in parse_servers(urls)])


def _parse(url, where):
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    authority = rest
    for stop in "/?#":
        authority = authority.partition(stop)[0]
    if "@" in rest[len(authority) :] or authority.count("@") > 1:
        _refuse_secret(where)
    login, at, address = authority.rpartition("@")
    if scheme in ("ws", "wss"):
        raise NatsBridgeError("unsupported", "%s: this client speaks nats:// and tls:// only, not %s://" % (where, scheme))
    host, port = _host_and_port(address)
    if scheme not in _SCHEMES or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise NatsBridgeError("invalid_config", "%s: expected nats://host:port" % where)
    user = password = None
    if at:
        user, colon, password = login.partition(":")
        user = _unquote(user, where)
        password = _unquote(password, where) if colon else None
    return Server(scheme + mark + address, scheme == "tls", host, int(port), user, password)


def _host_and_port(address):
    for character in address:
        if not "!" <= character <= "~":
            return "", ""
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        port = port[1:] if port.startswith(":") else port
    else:
        host, _, port = address.partition(":")
    return host, port or "4222"


def _refuse_secret(where):
    raise NatsBridgeError(
        "invalid_config",
        "%s: user, password and token must be percent-encoded (/ is %%2F, ? %%3F, # %%23, a comma %%2C, @ %%40)" % where,
    )


def _unquote(text, where):
    head, mark, rest = text.partition("%")
    if not mark:
        return text
    data = head.encode()
    try:
        for part in rest.split("%"):
            if len(part) < 2 or part[:2].strip("0123456789abcdefABCDEF"):
                raise ValueError
            data += bytes([int(part[:2], 16)]) + part[2:].encode()
        return data.decode()
    except ValueError:
        raise NatsBridgeError("invalid_config", "%s: a bad %% escape in user, password or token" % where)
