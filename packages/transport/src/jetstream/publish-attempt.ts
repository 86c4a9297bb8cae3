import type { NatsBridgeError } from "@natsbridge/schema";
import type { Limits } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsHeaders } from "../connection/nats-headers.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { untilConnected } from "../connection/until-connected.ts";
import { exchange } from "../publish/exchange.ts";
import {
  describeNatsFault,
  inboxPermissionError,
  notConnectedError,
  type Outcome,
  publishError,
  publishInterrupted,
  publishPermissionError,
} from "../publish/publish-error.ts";
import { findStream } from "./find-stream.ts";
import type { PubAck } from "./jetstream-options.ts";
import type { JetStreamPlace } from "./jetstream-place.ts";
import { noStreamError, refusalError } from "./jetstream-publish-error.ts";
import { JetStreamRefusal } from "./jetstream-refusal.ts";

/** What became of one attempt. */
export type Attempt =
  | { readonly kind: "stored"; readonly pub_ack: PubAck }
  | {
      readonly kind: "failed";
      readonly outcome: Outcome;
      /** Whether another attempt may end differently. */
      readonly isTransient: boolean;
      error(outcome: Outcome): NatsBridgeError;
    };

/** Sends a message once and awaits its acknowledgement. Never rejects. */
export async function attemptPublish(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  headers: NatsHeaders | undefined,
  limits: Limits,
  place: JetStreamPlace,
): Promise<Attempt> {
  if (!(await untilConnected(connection, limits.timeout, limits.signal))) {
    const error = notConnectedError(connection, subject, limits.timeout);
    return failed("refused", error.isRetryable, () => error);
  }
  const result = await exchange(connection, { subject, payload, headers }, limits);
  switch (result.kind) {
    case "answer":
      return readAnswer(connection, subject, payload, result.message, place);
    case "nobody":
      return failed("refused", true, (outcome) => noStreamError(subject, "silent", outcome));
    case "refused":
      return failed("refused", false, () => publishPermissionError(subject));
    case "deaf":
      return failed("unknown", false, () => inboxPermissionError(subject, result.error));
    case "timeout":
    case "aborted":
      return failed("unknown", result.kind === "timeout", (outcome) =>
        publishInterrupted(subject, result.kind, outcome, limits),
      );
    case "broken":
      return failed("unknown", !connection.isClosed(), (outcome) =>
        publishError(subject, "the connection broke", outcome),
      );
    case "unsent":
      return failed("refused", false, (outcome) =>
        publishError(subject, describeNatsFault(result.error), outcome, result.error),
      );
  }
}

async function readAnswer(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  reply: NatsMessage,
  place: JetStreamPlace,
): Promise<Attempt> {
  const answer = parse(reply.data);
  if (answer?.error) {
    const { code = 0, err_code = 0, description = "no reason given" } = answer.error;
    let refusal = new JetStreamRefusal(code, err_code, description);
    if (refusal.isTooLarge) {
      const stream = await findStream(connection, subject, place);
      const limit = stream.kind === "found" ? stream.max_msg_size : undefined;
      refusal = new JetStreamRefusal(code, err_code, description, limit);
    }
    return failed("refused", code === 503, (outcome) =>
      refusalError(subject, payload.length, outcome, refusal),
    );
  }
  if (typeof answer?.stream === "string" && typeof answer.seq === "number") {
    const { stream, seq, duplicate = false, domain } = answer;
    return { kind: "stored", pub_ack: { stream, seq, duplicate, ...(domain && { domain }) } };
  }
  return failed("unknown", false, (outcome) =>
    publishError(subject, "something that is no stream answered it", outcome),
  );
}

function failed(
  outcome: Outcome,
  isTransient: boolean,
  error: (outcome: Outcome) => NatsBridgeError,
): Attempt {
  return { kind: "failed", outcome, isTransient, error };
}

interface RawAnswer {
  readonly stream?: string | undefined;
  readonly seq?: number | undefined;
  readonly duplicate?: boolean | undefined;
  readonly domain?: string | undefined;
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
