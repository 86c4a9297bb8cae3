# The one error class. Tell errors apart by `code`, the same strings in every peer.

from .plain_text import message_line

_RETRYABLE = ("connection_failed", "timeout", "no_responders", "link_unreachable")


class NatsBridgeError(Exception):
    """
    code: one of the strings of every peer. message: one line, at most 2,000 characters.
    dataname, index: the payload it is about, else None. details: a dict, such as `reason` and `env` of `rejected`.
    is_retryable: whether the same call may succeed later.
    """

    def __init__(self, code, message, dataname=None, index=None, details=None):
        message = message_line(message)
        super().__init__(message)
        self.code = code
        self.message = message
        self.dataname = dataname
        self.index = index
        self.details = details or {}
        self.is_retryable = code in _RETRYABLE
        # Of a send: whether the broker may have taken it all the same.
        self.is_unknown = False


def unknown(code, message):
    """The error of a send that the broker may have taken."""
    error = NatsBridgeError(code, message)
    error.is_unknown = True
    error.is_retryable = False
    return error
