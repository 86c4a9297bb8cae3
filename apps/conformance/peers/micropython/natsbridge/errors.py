# The one error class. Tell errors apart by `code`, the same strings in every peer.

_RETRYABLE = ("connection_failed", "timeout", "no_responders")


class NatsBridgeError(Exception):
    def __init__(self, code, message, dataname=None, index=None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.dataname = dataname
        self.index = index
        self.is_retryable = code in _RETRYABLE
