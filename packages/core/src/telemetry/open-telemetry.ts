import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsHeaders } from "@natsbridge/transport";
import type * as OpenTelemetry from "@opentelemetry/api";
import type { Operation, Telemetry } from "./telemetry.ts";

const SCOPE = "@natsbridge/core";

const KINDS: Readonly<Record<Operation, keyof typeof OpenTelemetry.SpanKind>> = {
  send: "INTERNAL",
  upload: "CLIENT",
  publish: "PRODUCER",
  receive: "CONSUMER",
  download: "CLIENT",
  decode: "INTERNAL",
  process: "CONSUMER",
};

const headersGetter: OpenTelemetry.TextMapGetter<NatsHeaders> = {
  get: (headers, name) => headers.get(name) || undefined,
  keys: (headers) => [...headers.keys()],
};

/**
 * Spans and metrics for the providers that are registered with `@opentelemetry/api`. The package is passed in: an
 * `import` here would break every bundle of a program that does not have it.
 */
export function openTelemetry(api: typeof OpenTelemetry): Telemetry {
  const { context, metrics, propagation, SpanKind, SpanStatusCode, trace } = api;
  const tracer = trace.getTracer(SCOPE);
  const meter = metrics.getMeter(SCOPE);
  const duration = meter.createHistogram("natsbridge.duration", {
    unit: "ms",
    description: "How long an operation took",
  });
  const counters = {
    payloads: meter.createCounter("natsbridge.payloads", {
      description: "Payloads sent and received, by transport",
    }),
    "payload.bytes": meter.createCounter("natsbridge.payload.bytes", { unit: "By" }),
    "download.retries": meter.createCounter("natsbridge.download.retries"),
    "publish.retries": meter.createCounter("natsbridge.publish.retries"),
  };
  return {
    run(operation, attributes, work) {
      const started = performance.now();
      const kind = SpanKind[KINDS[operation]];
      return tracer.startActiveSpan(
        `natsbridge.${operation}`,
        { kind, attributes },
        async (span) => {
          let outcome: OpenTelemetry.Attributes = {};
          try {
            return await work();
          } catch (error) {
            const code = NatsBridgeError.isInstance(error) ? error.code : "error";
            outcome = { "error.type": code };
            span.setAttributes(outcome);
            span.setStatus({
              code: SpanStatusCode.ERROR,
              message: messageOf(error),
            });
            throw error;
          } finally {
            span.end();
            duration.record(performance.now() - started, { operation, ...outcome });
          }
        },
      );
    },
    count(what, value, attributes) {
      counters[what].add(value, attributes);
    },
    traceHeaders() {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      return headers;
    },
    continueTrace(headers, work) {
      if (headers === undefined) return work();
      return context.with(propagation.extract(context.active(), headers, headersGetter), work);
    },
  };
}
