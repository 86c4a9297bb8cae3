# One line per step, in the form of every peer.

from .identity import timestamp


def log_line(correlation_id, message):
    return _escape("[%s] [Correlation: %s] %s" % (timestamp(), correlation_id, message))


def log(logger, correlation_id, message):
    """Hands the line to `logger`, a function or an object with `info`; None is silent."""
    if logger is not None:
        write = logger if callable(logger) else logger.info
        write(log_line(correlation_id, message))


def _escape(text):
    # Foreign text must not forge a line or move a cursor.
    if min(text) >= " " and text.find("\x7f") < 0:
        return text
    return "".join([c if " " <= c != "\x7f" else "\\u%04x" % ord(c) for c in text])
