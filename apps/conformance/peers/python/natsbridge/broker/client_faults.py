"""Errors that the NATS client tells beside its calls."""

from __future__ import annotations

import re
import time

from nats.errors import SlowConsumerError

from ..log import Trace, strip_credentials
from .status import StatusFeed

_DENIED = re.compile(r"permissions violation for (publish|subscription) to \"?([^\s\"]*)", re.IGNORECASE)
_MOST_DENIED = 1_000


class ClientFaults:
    """Tells them to the status, and remembers what the server refused."""

    def __init__(self, status: StatusFeed, trace: Trace) -> None:
        self._status, self._trace = status, trace
        self._denied: dict[str, float] = {}

    def was_denied(self, what: str, since: float) -> bool:
        """Whether the server refused ``"publish <subject>"`` or ``"subscription <subject>"`` after ``since`` (monotonic)."""
        return self._denied.get(what, -1.0) >= since

    def heard(self, error: Exception) -> None:
        """Never raises: that would end the read loop of nats-py."""
        denied = _DENIED.search(str(error))
        if denied is not None:
            what, subject = denied.group(1).lower(), denied.group(2)
            self._denied[f"{what} {subject}"] = time.monotonic()
            if len(self._denied) > _MOST_DENIED:
                self._denied.pop(next(iter(self._denied)))
            self._status.emit("permission", f"the server refuses: {error}", operation=what, subject=subject)
        elif isinstance(error, SlowConsumerError):
            text = f"messages for {error.subject} pile up in this process and are lost; raise concurrency, share the work in a queue group, or use JetStream"
            self._status.emit("slow_consumer", text, where="client", subject=error.subject)
            self._trace.warning(text)
        elif "slow consumer" in str(error).lower():
            text = "the server cut this connection off because it read too slowly; messages are lost: send large payloads as links, or use JetStream (consume)"
            self._status.emit("slow_consumer", text, where="server")
            self._trace.warning(text)
        else:
            self._status.emit("error", strip_credentials(str(error)) or type(error).__name__)
