"""Spans for OpenTelemetry, where the program has installed and registered it."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, AsyncIterator, Iterator, Mapping

from .errors import NatsBridgeError


def _api() -> Any:
    # Whoever registered a provider has loaded it; who has not pays one look.
    return sys.modules.get("opentelemetry.trace")


@contextlib.asynccontextmanager
async def span(operation: str, attributes: Mapping[str, Any]) -> AsyncIterator[None]:
    """A span ``natsbridge.<operation>``; the code of an error stands in its ``error.type``."""
    trace = _api()
    if trace is None:
        yield
        return
    with trace.get_tracer("natsbridge").start_as_current_span(f"natsbridge.{operation}", attributes=dict(attributes), record_exception=False) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", error.code if isinstance(error, NatsBridgeError) else type(error).__name__)
            raise


def trace_headers() -> dict[str, str]:
    """The W3C headers of the span of now."""
    if _api() is None:
        return {}
    from opentelemetry import propagate

    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


@contextlib.contextmanager
def continued(headers: Mapping[str, str] | None) -> Iterator[None]:
    """Work as a part of the trace that a message carries."""
    if _api() is None or not headers:
        yield
        return
    from opentelemetry import context, propagate

    token = context.attach(propagate.extract(dict(headers)))
    try:
        yield
    finally:
        context.detach(token)
