import type { NatsBridgeError } from "@natsbridge/schema";
import { type Limits, untilDeadline } from "./deadline.ts";
import { findStream, type StreamLookup } from "./find-stream.ts";
import { natsHeaders } from "./headers.ts";
import {
  type JetStreamPublishOptions,
  jetStreamHeaders,
  type PubAck,
} from "./jetstream-options.ts";
import { noStreamError, refusalError } from "./jetstream-publish-error.ts";
import { JetStreamRefusal } from "./jetstream-refusal.ts";
import type { NatsConnection } from "./nats-connection.ts";
import { natsFault } from "./nats-fault.ts";
import type { NatsHeaders, NatsMessage } from "./nats-message.ts";
import { pause, untilReachable } from "./pause.ts";
import { checkedPayload } from "./publish-core.ts";
import {
  describeFault,
  inboxPermissionError,
  type Outcome,
  publishError,
  publishInterrupted,
  publishPermissionError,
} from "./publish-error.ts";
import { watchPublish } from "./publish-watch.ts";

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
  const { timeout = DEFAULT_ACK_TIMEOUT, retry_for = DEFAULT_RETRY_FOR } = options;
  const headers = { ...given.headers, ...jetStreamHeaders(options, given.msg_id) };
  const payload = checkedPayload(connection, subject, message, headers);
  const started = Date.now();
  let outcome: Outcome = "refused";
  let stream: StreamLookup | undefined;

  for (let attempts = 1, wait = FIRST_WAIT; ; attempts++, wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (signal?.aborted) throw publishInterrupted(subject, "aborted", outcome, { timeout, signal });
    const built = await natsHeaders(headers);
    const answer = await sendOnce(connection, subject, payload, built, { timeout, signal });
    if (answer.kind === "stored") return { pub_ack: answer.pub_ack, attempts };
    // Once it may have been stored, no later refusal takes that back.
    if (answer.outcome === "unknown") outcome = "unknown";
    const failure = answer.error(outcome);
    if (!answer.isTransient) throw failure;

    const left = (window: number): number => started + Math.min(retry_for, window) - Date.now();
    await untilReachable(connection, left(DEFAULT_DUPLICATE_WINDOW), signal);
    stream = stream?.kind === "found" ? stream : await findStream(connection, subject);
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

type Answer =
  | { readonly kind: "stored"; readonly pub_ack: PubAck }
  | {
      readonly kind: "failed";
      readonly outcome: Outcome;
      /** Whether another attempt may end differently. */
      readonly isTransient: boolean;
      error(outcome: Outcome): NatsBridgeError;
    };

async function sendOnce(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  headers: NatsHeaders | undefined,
  limits: Limits,
): Promise<Answer> {
  if (connection.isClosed()) {
    return failed("refused", false, (outcome) =>
      publishError(subject, "the connection is closed", outcome),
    );
  }
  let interrupted: "timeout" | "aborted" | "disconnected" | undefined;
  let reply: NatsMessage;
  const watch = watchPublish(connection, subject);
  const request = { timeout: limits.timeout, ...(headers && { headers }) };
  try {
    const answer = connection.request(subject, payload, request);
    const broken = watch.broken.then(() => {
      interrupted = "disconnected";
      throw new Error("the connection broke");
    });
    reply = await untilDeadline(Promise.race([answer, broken]), limits, (why) => {
      interrupted = why;
      return new Error(why);
    });
  } catch (error) {
    const fault = interrupted ?? natsFault(error);
    if (fault === "publish_denied") {
      return failed("refused", false, () => publishPermissionError(subject, error));
    }
    if (fault === "subscription_denied") {
      return failed("unknown", false, () => inboxPermissionError(subject, error));
    }
    if (fault === "timeout" || fault === "aborted") {
      const isTransient = fault === "timeout";
      return failed("unknown", isTransient, (outcome) =>
        publishInterrupted(subject, fault, outcome, limits),
      );
    }
    if (fault === "no_responders") {
      return failed("refused", true, (outcome) => noStreamError(subject, "silent", outcome, error));
    }
    // The clients say "draining" before they send anything.
    const sent = fault === "draining" ? "refused" : "unknown";
    return failed(sent, fault === "disconnected", (outcome) =>
      publishError(subject, describeFault(error), outcome, error),
    );
  } finally {
    await watch.end();
  }
  return readAnswer(connection, subject, payload, reply);
}

async function readAnswer(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  reply: NatsMessage,
): Promise<Answer> {
  const answer = parse(reply.data);
  if (answer?.error) {
    const { code = 0, err_code = 0, description = "no reason given" } = answer.error;
    let refusal = new JetStreamRefusal(code, err_code, description);
    if (refusal.isTooLarge) {
      const stream = await findStream(connection, subject);
      const limit = stream.kind === "found" ? stream.max_msg_size : undefined;
      refusal = new JetStreamRefusal(code, err_code, description, limit);
    }
    return failed("refused", code === 503, (outcome) =>
      refusalError(subject, payload.length, outcome, refusal),
    );
  }
  if (typeof answer?.stream === "string" && typeof answer.seq === "number") {
    const { stream, seq, duplicate = false } = answer;
    return { kind: "stored", pub_ack: { stream, seq, duplicate } };
  }
  return failed("unknown", false, (outcome) =>
    publishError(subject, "something that is no stream answered it", outcome),
  );
}

function failed(
  outcome: Outcome,
  isTransient: boolean,
  error: (outcome: Outcome) => NatsBridgeError,
): Answer {
  return { kind: "failed", outcome, isTransient, error };
}

interface RawAnswer {
  readonly stream?: string;
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: {
    readonly code?: number;
    readonly err_code?: number;
    readonly description?: string;
  };
}

function parse(data: Uint8Array): RawAnswer | null {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as RawAnswer | null;
  } catch {
    return null;
  }
}
