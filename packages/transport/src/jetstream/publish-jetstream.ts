import { durationOption, pause } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { timeoutOption } from "../connection/timeout-option.ts";
import { untilConnected, untilReachable } from "../connection/until-connected.ts";
import { natsHeaders } from "../publish/headers.ts";
import { checkedPayload } from "../publish/publish-core.ts";
import { type Outcome, publishInterrupted } from "../publish/publish-error.ts";
import { findStored } from "./find-stored.ts";
import { findStream, type StreamLookup } from "./find-stream.ts";
import {
  type JetStreamPublishOptions,
  jetStreamHeaders,
  type PubAck,
} from "./jetstream-options.ts";
import { noStreamError } from "./jetstream-publish-error.ts";
import { JetStreamRefusal } from "./jetstream-refusal.ts";
import { attemptPublish } from "./publish-attempt.ts";

/** An acknowledged publish. */
export interface Acknowledged {
  readonly pub_ack: PubAck;
  /** How often the message was sent; with 1, `duplicate` means that someone else stored it before. */
  readonly attempts: number;
}

/** Window of a stream that does not say otherwise, in ms. */
const DEFAULT_DUPLICATE_WINDOW = 120_000;
const DEFAULT_ACK_TIMEOUT = 5_000;
const DEFAULT_RETRY_FOR = 20_000;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 2_000;

/** Publishes to JetStream and resolves with the acknowledgement. Rejects as {@link publishMessage}. */
export async function publishJetStream(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  given: {
    readonly headers: Readonly<Record<string, string>>;
    readonly msg_id?: string | undefined;
  },
  options: JetStreamPublishOptions,
  signal: AbortSignal | undefined,
): Promise<Acknowledged> {
  const timeout = timeoutOption("jetstream.timeout", options.timeout, DEFAULT_ACK_TIMEOUT);
  const retry_for = durationOption("jetstream.retry_for", options.retry_for, DEFAULT_RETRY_FOR);
  const headers = { ...given.headers, ...jetStreamHeaders(options, given.msg_id) };
  await untilConnected(connection, timeout, signal);
  const payload = checkedPayload(connection, subject, message, headers);
  const started = performance.now();
  let outcome: Outcome = "refused";
  let stream: StreamLookup | undefined;

  for (let attempts = 1, wait = FIRST_WAIT; ; attempts++, wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (signal?.aborted) throw publishInterrupted(subject, "aborted", outcome, { timeout, signal });
    const built = await natsHeaders(headers);
    const limits = { timeout, signal };
    const answer = await attemptPublish(connection, subject, payload, built, limits, options);
    if (answer.kind === "stored") return { pub_ack: answer.pub_ack, attempts };
    // Once it may have been stored, no later refusal takes that back.
    if (answer.outcome === "unknown") outcome = "unknown";
    const failure = answer.error(outcome);
    if (!answer.isTransient) {
      const { cause } = failure;
      if (cause instanceof JetStreamRefusal && cause.isUnexpected && attempts > 1 && given.msg_id) {
        const name = stream?.kind === "found" ? stream.name : "";
        const wanted = { stream: name, subject, msg_id: given.msg_id, expectation: options };
        const pub_ack = await findStored(connection, wanted);
        if (pub_ack) return { pub_ack, attempts };
      }
      throw failure;
    }

    const left = (window: number): number =>
      started + Math.min(retry_for, window) - performance.now();
    // Nothing more can be found out about a message that may have arrived.
    if (outcome === "unknown" && left(DEFAULT_DUPLICATE_WINDOW) <= 0) throw failure;
    await untilReachable(connection, left(DEFAULT_DUPLICATE_WINDOW), signal);
    stream = stream?.kind === "found" ? stream : await findStream(connection, subject, options);
    if (stream.kind === "none" || stream.kind === "disabled") {
      throw noStreamError(subject, stream.kind, outcome, failure);
    }
    const window = stream.kind === "found" ? stream.duplicate_window : DEFAULT_DUPLICATE_WINDOW;
    const mayRepeat = outcome === "refused" || given.msg_id !== undefined;
    const hasTime = left(outcome === "refused" ? Number.POSITIVE_INFINITY : window) > wait;
    if (!mayRepeat || !hasTime || connection.isClosed()) throw failure;
    await pause(wait, signal);
  }
}
