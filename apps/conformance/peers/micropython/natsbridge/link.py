# Links of messages: which may be read, and how they are shown. A link is hostile input, and a key.

from binascii import hexlify
from hashlib import sha256

from .errors import NatsBridgeError
from .plain_text import cut

_LONGEST = 8192
_HOST = b"abcdefghijklmnopqrstuvwxyz0123456789.-_"
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Link:
    """An http or https URL taken apart; ValueError says why it is none that is read here."""

    def __init__(self, url):
        scheme, mark, rest = url.partition("://")
        self.scheme = scheme.lower()
        if not mark or self.scheme not in ("http", "https"):
            raise ValueError("not an http or https URL")
        if len(url) > _LONGEST or min(url) <= " " or max(url) > "~" or "\\" in url:
            raise ValueError("too long, or with characters that no URL holds")
        authority = rest
        for stop in "/?#":
            authority = authority.partition(stop)[0]
        if "@" in authority:
            raise ValueError("with a user or password")
        path = rest[len(authority) :].partition("#")[0]
        # What is asked of the server, and the path in it.
        self.target = path if path.startswith("/") else "/" + path
        self.path = self.target.partition("?")[0]
        self.host, port = _host_and_port(authority.lower())
        self.port = int(port) if port else (443 if self.scheme == "https" else 80)
        if not 0 < self.port < 65536:
            raise ValueError("with a bad port")

    @property
    def origin(self):
        return _origin(self.scheme, self.host, self.port)

    @property
    def authority(self):
        """Host and port as a request says them."""
        return self.origin.partition("://")[2]

    def is_below(self, base):
        """Whether it lies below another, as a server may understand it that decodes dots and slashes first."""
        host = _LOOPBACK[0] if self.host in _LOOPBACK else self.host
        other = _LOOPBACK[0] if base.host in _LOOPBACK else base.host
        if (self.scheme, host, self.port) != (base.scheme, other, base.port):
            return False
        folder = base.path if base.path.endswith("/") else base.path + "/"
        return folder == "/" or (self.path.startswith(folder) and not _climbs(self.path))


def check_link(url, config, where):
    """The Link of a URL that may be read; `link_forbidden` for any other. `where` names the payload."""
    try:
        link = Link(url)
    except ValueError as error:
        _refuse(where, url, str(error))
    allowed = config.allowed_link_origins
    if allowed == "any":
        return link
    for entry in allowed:
        if link.is_below(entry):
            return link
    own = config.own_files
    if own and link.is_below(own) and _is_plik(link.path[len(own.path.rstrip("/")) + 1 :]):
        return link
    _refuse(where, url, "its origin is not allowed; to allow it, add it to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS")


def read_entries(value, name):
    """The option or setting `allowed_link_origins`: "any", or the Links below which links are read."""
    if value == "any":
        return value
    if isinstance(value, str):
        value = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not isinstance(value, (list, tuple)):
        raise NatsBridgeError("invalid_config", '%s: expected a list of origins or "any"' % name)
    return [read_base(entry, name) for entry in value]


def read_base(entry, name):
    """The Link of an origin or a folder of one; `invalid_config` for what is more, or none."""
    try:
        link = Link(entry)
        if link.target != link.path or "#" in entry or "*" in entry or _climbs(link.path):
            raise ValueError("more than an origin and a folder")
        return link
    except (ValueError, AttributeError, TypeError):
        raise NatsBridgeError("invalid_config", "%s: expected an origin such as https://files.example.org, or a folder of one" % name)


def show(url):
    """A link fit for errors and logs: its origin and the beginning of its hash."""
    try:
        origin = cut(Link(url).origin)
    except ValueError:
        origin = "no URL"
    return "%s (link %s)" % (origin, hexlify(sha256(url.encode()).digest()).decode()[:8])


def _origin(scheme, host, port):
    return "%s://%s%s" % (scheme, host, "" if port == (443 if scheme == "https" else 80) else ":%d" % port)


def _host_and_port(authority):
    if authority.startswith("["):
        host, mark, port = authority.partition("]")
        if not mark or host[1:].strip("0123456789abcdef:.") or (port and not port.startswith(":")):
            raise ValueError("without a host")
        host, port = host + "]", port[1:]
    else:
        host, _, port = authority.partition(":")
        host = host[:-1] if host.endswith(".") else host
        if not host or host.encode().strip(_HOST):
            raise ValueError("without a host")
    if port and not port.isdigit():
        raise ValueError("with a bad port")
    return host, port[-6:]


def _climbs(path):
    # Whether a path holds a hidden slash, or climbs, however often its escapes were escaped.
    path = path.lower()
    while "%25" in path:
        path = path.replace("%25", "%")
    if "%2f" in path or "%5c" in path:
        return True
    for segment in path.replace("%2e", ".").split("/"):
        # Some servers cut parameters off a segment first.
        if segment.partition(";")[0] in (".", ".."):
            return True
    return False


def _is_plik(path):
    # file/{upload}/{file}/{name}
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == "file" and "" not in parts and not _climbs(path)


def _refuse(where, url, why):
    raise NatsBridgeError("link_forbidden", "%s: %s refused: %s" % (where, show(url), why))
