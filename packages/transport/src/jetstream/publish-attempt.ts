import type { NatsBridgeError } from "@natsbridge/schema";
import { type Limits, untilDeadline } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { natsFault } from "../connection/nats-fault.ts";
import type { NatsHeaders, NatsMessage } from "../connection/nats-message.ts";
import { watchPermission } from "../connection/permission-watch.ts";
import { untilConnected } from "../connection/until-connected.ts";
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
): Promise<Attempt> {
  if (!(await untilConnected(connection, limits.timeout, limits.signal))) {
    const error = notConnectedError(connection, subject, limits.timeout);
    return failed("refused", error.isRetryable, () => error);
  }
  let interrupted: "timeout" | "aborted" | "disconnected" | undefined;
  let reply: NatsMessage;
  const watch = watchPermission(connection, "publish", subject);
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
    // One of the clients calls it a time-out when its connection is closed under a request.
    const fault = interrupted ?? (connection.isClosed() ? "closed" : natsFault(error));
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
      publishError(subject, describeNatsFault(error), outcome, error),
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
): Promise<Attempt> {
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
): Attempt {
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
