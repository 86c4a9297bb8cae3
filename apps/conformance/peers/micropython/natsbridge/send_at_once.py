_IPPROTO_TCP = 6
_TCP_NODELAY = 1


def send_at_once(sock):
    """Switches off the delay of small packets, where the port can."""
    try:
        sock.setsockopt(_IPPROTO_TCP, _TCP_NODELAY, 1)
    except (OSError, AttributeError):
        pass
