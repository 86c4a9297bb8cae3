from .settings import number

# Name, default and least value.
_NUMBERS = (
    ("max_retries", 5, 1),
    ("base_delay", 100, 0),
    ("max_delay", 5000, 0),
    ("headers_timeout", 15000, 1),
    ("idle_timeout", 30000, 1),
    ("total_timeout", 0, 0),
    ("min_speed", 1000, 0),
    ("max_download_bytes", 64 * 1024 * 1024, 0),
)


class ReceiveSettings:
    """
    How links are read. max_retries: attempts at most, with waits of base_delay doubling up to max_delay. Time-outs in ms:
    headers_timeout until an answer begins, idle_timeout between pieces, total_timeout for all (0: none). min_speed in
    bytes a second, over any 60 s in which bytes were waited for. max_download_bytes of one link, to a file.
    """

    def __init__(self, options, connection):
        for name, default, least in _NUMBERS:
            setattr(self, name, number(options, name, default, least))
        for name in ("tls_ca", "tls_cert", "tls_key", "tls_verify", "tls_context"):
            setattr(self, name, getattr(connection, name))


NAMES = [entry[0] for entry in _NUMBERS]
