import {
  assertKnownOptions,
  type Limits,
  NatsBridgeError,
  type OptionNames,
} from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { timeoutOption } from "../connection/timeout-option.ts";
import { untilConnected } from "../connection/until-connected.ts";
import { sharedState } from "../shared/shared-state.ts";
import { type Exchanged, exchange } from "./exchange.ts";
import { hasEntries, natsHeaders } from "./headers.ts";
import { checkedPayload } from "./publish-core.ts";
import {
  describeNatsFault,
  inboxPermissionError,
  notConnectedError,
  publishError,
  publishInterrupted,
  publishPermissionError,
} from "./publish-error.ts";
import type { PublishFlow } from "./publish-flow.ts";
import { assertPublishSubject } from "./subject.ts";
import { wireSize } from "./wire-size.ts";

/** Options of {@link request}. */
export interface RequestOptions {
  /** Time for the answer, in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Headers of the message. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Subject that the answer comes to, from `requestInbox`. Default: one more of those. */
  readonly inbox?: string | undefined;
  /** Bounds what is under way, together with all publishes that share it. Default: no bound. */
  readonly flow?: PublishFlow | undefined;
}

const KNOWN: OptionNames<RequestOptions> = {
  timeout: true,
  signal: true,
  headers: true,
  inbox: true,
  flow: true,
};

const DEFAULT_REQUEST_TIMEOUT = 5_000;

/**
 * Publishes with an inbox and resolves with the first answer.
 *
 * @throws NatsBridgeError `no_responders` where nobody subscribes to the subject, `timeout`, `aborted`,
 *   `permission_denied`, `payload_too_large`, `invalid_subject`, `publish_failed` on a closed or cut connection.
 */
export async function request(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  options: RequestOptions = {},
): Promise<NatsMessage> {
  assertKnownOptions("request options", options, KNOWN);
  const { signal, headers = {}, inbox } = options;
  assertPublishSubject(subject);
  const timeout = timeoutOption("timeout", options.timeout, DEFAULT_REQUEST_TIMEOUT);
  const isConnected = await untilConnected(connection, timeout, signal);
  if (signal?.aborted) throw publishInterrupted(subject, "aborted", "refused", { timeout, signal });
  if (!isConnected) throw notConnectedError(connection, subject, timeout);
  const payload = checkedPayload(connection, subject, message, headers);
  const built = hasEntries(headers) ? await natsHeaders(headers) : undefined;
  const entering = options.flow?.enter(wireSize(subject, payload, headers), signal);
  const leave = entering instanceof Promise ? await entering : entering;
  try {
    const asking = exchange(
      connection,
      { subject, payload, headers: built, inbox },
      { timeout, signal },
    );
    // It has left when the server has it, not when the answer comes.
    if (leave) sharedState(connection).flush.afterwards(leave);
    return answered(await asking, subject, { timeout, signal });
  } finally {
    leave?.();
  }
}

function answered(result: Exchanged, subject: string, limits: Limits): NatsMessage {
  switch (result.kind) {
    case "answer":
      return result.message;
    case "nobody":
      throw new NatsBridgeError({
        code: "no_responders",
        message: `Nobody is subscribed to "${subject}", so the request has no answer. Start the service that answers it, or check the subject`,
        details: { outcome: "refused" },
      });
    case "timeout":
    case "aborted":
      throw publishInterrupted(subject, result.kind, "unknown", limits);
    case "refused":
      throw publishPermissionError(subject);
    case "deaf":
      throw inboxPermissionError(subject, result.error);
    case "broken":
      throw publishError(subject, "the connection broke", "unknown");
    case "unsent":
      throw publishError(subject, describeNatsFault(result.error), "refused", result.error);
  }
}
