"""Spans and traces where OpenTelemetry is registered."""

from __future__ import annotations

import asyncio
from typing import Any, Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from natsbridge import NATSBridge, NatsBridgeError, smartreceive

from .servers import NatsServer, PlikServer

EXPORTER = InMemorySpanExporter()


@pytest.fixture(scope="module", autouse=True)
def _provider() -> Iterator[None]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(EXPORTER))
    trace.set_tracer_provider(provider)
    yield


async def test_a_trace_goes_from_the_sender_to_the_receiver(nats_server: NatsServer, plik: PlikServer) -> None:
    EXPORTER.clear()
    async with NATSBridge(nats_server.url) as bridge:
        subscription = await bridge.subscribe("traced")
        with trace.get_tracer("test").start_as_current_span("outer") as outer:
            await bridge.smartsend("traced", [("b", bytes(300), "binary")], size_threshold=100)
        await subscription.__anext__()
    spans: dict[str, Any] = {span.name: span for span in EXPORTER.get_finished_spans()}
    assert {"natsbridge.send", "natsbridge.upload", "natsbridge.publish", "natsbridge.receive", "natsbridge.download", "natsbridge.decode"} <= set(spans)
    assert {span.context.trace_id for span in spans.values()} == {outer.get_span_context().trace_id}
    assert spans["natsbridge.upload"].parent.span_id == spans["natsbridge.send"].context.span_id
    text = str([dict(span.attributes) for span in spans.values()])
    assert "/file/" not in text and spans["natsbridge.send"].attributes["messaging.destination.name"] == "traced"


async def test_an_error_stands_in_its_span() -> None:
    EXPORTER.clear()
    with pytest.raises(NatsBridgeError):
        await smartreceive(b"garbage")
    (span,) = EXPORTER.get_finished_spans()
    assert span.attributes is not None and span.attributes["error.type"] == "invalid_envelope"


async def test_a_handler_is_a_part_of_the_trace(own_nats_server: NatsServer) -> None:
    EXPORTER.clear()
    seen: list[int] = []
    async with NATSBridge(own_nats_server.url) as bridge:
        await (await bridge.connection()).jetstream().add_stream(name="S", subjects=["s"])
        with trace.get_tracer("test").start_as_current_span("outer") as outer:
            await bridge.smartsend("s", [("m", "x", "text")], jetstream=True)
        consumption = await bridge.consume("S", "c", lambda env, delivery: seen.append(trace.get_current_span().get_span_context().trace_id))
        while not seen:
            await asyncio.sleep(0.01)
        await consumption.stop()
    assert seen == [outer.get_span_context().trace_id]
    assert "natsbridge.process" in {span.name for span in EXPORTER.get_finished_spans()}
