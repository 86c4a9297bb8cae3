import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { ensureStream } from "@natsbridge/transport";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { connect } from "nats";
import { afterEach, expect, test, vi } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";

afterEach(() => {
  trace.disable();
  metrics.disable();
  context.disable();
  propagation.disable();
});

/** Sends one small and one big payload over real servers; gives the message as it arrived. */
async function roundTrip() {
  await using nats = await startNatsServer();
  await using files = await createLocalFileServer({});
  const connection = await connect({ servers: nats.url });
  try {
    const subscription = connection.subscribe("traced", { max: 1 });
    await smartsend(
      "traced",
      [
        ["small", "text", "text"],
        ["big", new Uint8Array(1_000_000), "binary"],
      ],
      { nats_connection: connection, fileserver_url: files.url },
    );
    for await (const message of subscription) {
      await smartreceive(message, { fileserver_url: files.url });
      return message;
    }
    throw new Error("no message");
  } finally {
    await connection.close();
  }
}

test("without OpenTelemetry no header is added", async () => {
  expect((await roundTrip()).headers).toBe(undefined);
});

test("spans of both sides make one trace, carried by the headers of the message", async () => {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  const message = await roundTrip();
  const spans = exporter.getFinishedSpans();
  const byName = (name: string) => spans.filter((span) => span.name === `natsbridge.${name}`);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    "natsbridge.decode",
    "natsbridge.decode",
    "natsbridge.download",
    "natsbridge.publish",
    "natsbridge.receive",
    "natsbridge.send",
    "natsbridge.upload",
  ]);
  const [send] = byName("send");
  const [publish] = byName("publish");
  const [receive] = byName("receive");
  const traceId = send?.spanContext().traceId;
  expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]));
  expect(publish?.parentSpanContext?.spanId).toBe(send?.spanContext().spanId);
  expect(receive?.parentSpanContext?.spanId).toBe(publish?.spanContext().spanId);
  expect(message.headers?.get("traceparent")).toBe(
    `00-${traceId}-${publish?.spanContext().spanId}-01`,
  );
});

test("a trace goes through requests, and through streams into the handler", async () => {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  await using nats = await startNatsServer({ jetstream: true });
  await using bridge = await NATSBridge.connect({ broker_url: nats.url });
  await ensureStream(bridge.connection, { name: "S", subjects: ["stored"] });
  const tracer = trace.getTracer("application");
  const traceIdOf = (work: () => Promise<unknown>) =>
    tracer.startActiveSpan("work", async (span) => {
      await work();
      span.end();
      return span.spanContext().traceId;
    });
  const spansOf = (traceId: string) =>
    exporter
      .getFinishedSpans()
      .filter((span) => span.spanContext().traceId === traceId)
      .map(({ name }) => name);

  const questions = bridge.subscribe("question");
  await questions.ready;
  const answering = (async () => {
    for await (const env of questions) {
      await bridge.reply(env, [["a", "b", "text"]]);
      return;
    }
  })();
  const asked = await traceIdOf(() => bridge.request("question", [["q", "?", "text"]]));
  await answering;
  // The question is received under the trace of whoever asked.
  expect(spansOf(asked)).toContain("natsbridge.receive");
  expect(spansOf(asked)).toContain("natsbridge.publish");

  const { promise: handled, resolve } = Promise.withResolvers<string | undefined>();
  const consumption = bridge.consume({ stream: "S", consumer: "c" }, () =>
    resolve(trace.getActiveSpan()?.spanContext().traceId),
  );
  const stored = await traceIdOf(() =>
    bridge.smartsend("stored", [["a", "b", "text"]], { jetstream: true }),
  );
  expect(await handled).toBe(stored);
  await consumption.stop();
  expect(spansOf(stored).sort()).toEqual([
    "natsbridge.decode",
    "natsbridge.process",
    "natsbridge.publish",
    "natsbridge.receive",
    "natsbridge.send",
    "work",
  ]);
});

test("a failed send is a failed span that names the code", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  await expect(
    smartsend("s", [["a", "b", "text"]], { broker_url: "nats://127.0.0.1:1" }),
  ).rejects.toThrowError();
  const [span] = exporter.getFinishedSpans();
  expect(span?.status.code).toBe(2);
  expect(span?.attributes["error.type"]).toBe("connection_failed");
});

test("metrics: payloads, bytes, durations", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  await roundTrip();
  await reader.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  const points = (name: string) =>
    all
      .flatMap(({ metrics: each }) => each)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => [...dataPoints])
      .map(({ attributes, value }) => [attributes.direction, attributes.transport, value]);
  expect(points("natsbridge.payloads")).toEqual([
    ["send", "direct", 1],
    ["send", "link", 1],
    ["receive", "direct", 1],
    ["receive", "link", 1],
  ]);
  expect(points("natsbridge.payload.bytes")).toEqual([
    ["send", "direct", 4],
    ["send", "link", 1_000_000],
    ["receive", "direct", 4],
    ["receive", "link", 1_000_000],
  ]);
  expect(points("natsbridge.duration")).toHaveLength(6);
  await reader.shutdown();
});

test("instruments are made once for what is registered, and anew for what is registered later", async () => {
  const send = () => smartsend("s", [["a", "b", "text"]], { is_publish: false });
  for (let time = 0; time < 2; time += 1) {
    const provider = new MeterProvider();
    const getMeter = vi.spyOn(provider, "getMeter");
    metrics.setGlobalMeterProvider(provider);
    await send();
    await send();
    expect(getMeter).toHaveBeenCalledTimes(1);
    metrics.disable();
  }
});
