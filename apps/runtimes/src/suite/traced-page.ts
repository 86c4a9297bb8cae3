import { trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Check } from "./check.ts";
import { expectSame } from "./expect.ts";
import { report } from "./report.ts";
import { runOnPage } from "./run-on-page.ts";

/** A page of a program that has registered OpenTelemetry. */
const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);

const spans: Check = {
  name: "OpenTelemetry has a span of each operation",
  async run() {
    const names = new Set(exporter.getFinishedSpans().map(({ name }) => name));
    const operations = ["decode", "download", "process", "publish", "receive", "send", "upload"];
    expectSame(
      [...names].sort(),
      operations.map((operation) => `natsbridge.${operation}`),
    );
  },
};

void report(runOnPage([spans]));
