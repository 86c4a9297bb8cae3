import socket

# After so many connections a name is looked up again.
_TRIES = 5


class Addresses:
    """Addresses of servers, kept: looking up a name waits for as long as the port likes, whatever time was asked for."""

    def __init__(self):
        self._found = {}

    def of(self, host, port):
        """An entry of getaddrinfo; OSError when there is none."""
        key = (host, port)
        entry, tries = self._found.get(key, (None, 0))
        if not tries:
            entries = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
            if not entries:
                raise OSError("no address of %s" % host)
            entry = entries[0]
            for other in entries:
                if other[0] == socket.AF_INET:
                    entry = other
                    break
            tries = _TRIES
        self._found[key] = (entry, tries - 1)
        return entry
