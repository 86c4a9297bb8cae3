import type { NatsHeaders } from "@natsbridge/transport";

/** What a span or a measurement is about. */
type TelemetryAttributes = Readonly<Record<string, string | number | boolean>>;

/** Names of the spans, and of the operations whose durations are measured. */
export type Operation =
  | "send"
  | "upload"
  | "publish"
  | "receive"
  | "download"
  | "decode"
  | "process";

/** What is counted. */
type Counted = "payloads" | "payload.bytes" | "download.retries" | "publish.retries";

/** Spans and metrics of sends and receives. Without OpenTelemetry it does nothing at all. */
export interface Telemetry {
  /** Runs `work` in a span, which fails when `work` fails, and measures how long it takes in ms. */
  run<Result>(
    operation: Operation,
    attributes: TelemetryAttributes,
    work: () => Promise<Result>,
  ): Promise<Result>;
  count(what: Counted, value: number, attributes: TelemetryAttributes): void;
  /** NATS headers that carry the current trace to whoever receives the message (W3C `traceparent`). */
  traceHeaders(): Readonly<Record<string, string>>;
  /** Runs `work` as a part of the trace that the headers of a message carry. */
  continueTrace<Result>(
    headers: NatsHeaders | undefined,
    work: () => Promise<Result>,
  ): Promise<Result>;
}

/** Used while no OpenTelemetry is registered. */
export const noTelemetry: Telemetry = {
  run: (_operation, _attributes, work) => work(),
  count: () => undefined,
  traceHeaders: () => ({}),
  continueTrace: (_headers, work) => work(),
};
