# One line per step, in the form of every peer.

from .identity import timestamp
from .plain_text import cut, one_line


def log_line(correlation_id, message):
    return one_line("[%s] [Correlation: %s] %s" % (timestamp(), cut(correlation_id), message))


def log(logger, correlation_id, message):
    """Hands the line to `logger`, a function or an object with `info`; None is silent."""
    if logger is not None:
        write = logger if callable(logger) else logger.info
        write(log_line(correlation_id, message))
