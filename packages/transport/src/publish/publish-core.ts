import { type Limits, NatsBridgeError, untilDeadline } from "@natsbridge/schema/base";
import { isConnected } from "../connection/client/client-internals.ts";
import { maxPayload } from "../connection/max-payload.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { timeoutOption } from "../connection/timeout-option.ts";
import { untilReachable } from "../connection/until-connected.ts";
import { FLUSH_TIMEOUT, type FlushEnd, isRefused } from "../shared/shared-flush.ts";
import { sharedState } from "../shared/shared-state.ts";
import { hasEntries, headersSize, natsHeaders } from "./headers.ts";
import {
  describeNatsFault,
  notConnectedError,
  publishError,
  publishInterrupted,
  publishPermissionError,
} from "./publish-error.ts";

/** Limits of one publish. */
export interface PublishLimits {
  /** In ms. Default: 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Publishes and resolves when the server has read the message and did not object, or, where somebody is there to be told
 * of a later refusal, when the client has taken it. Rejects as {@link publishMessage}.
 */
export async function publishCore(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  limits: PublishLimits,
  onLateRefusal?: (error: NatsBridgeError) => void,
): Promise<void> {
  const { signal } = limits;
  const timeout = timeoutOption("timeout", limits.timeout, FLUSH_TIMEOUT);
  if (!isConnected(connection)) await untilReachable(connection, timeout, signal);
  if (signal?.aborted) throw publishInterrupted(subject, "aborted", "refused", { timeout, signal });
  if (!isConnected(connection)) throw notConnectedError(connection, subject, timeout);
  const payload = checkedPayload(connection, subject, message, headers);
  const built = hasEntries(headers) ? await natsHeaders(headers) : undefined;
  const { flush, refusals, turn } = sharedState(connection);
  const entering = onLateRefusal ? undefined : turn.enter(flush.isBusy);
  if (entering) await entering;
  try {
    connection.publish(subject, payload, built ? { headers: built } : {});
  } catch (error) {
    // The client did not take the message.
    throw publishError(subject, describeNatsFault(error), "refused", error);
  }
  if (onLateRefusal) {
    refusals.expect(subject, () => onLateRefusal(publishPermissionError(subject)));
    return;
  }
  const end = await joined(flush.join(entering !== undefined), subject, { timeout, signal });
  if (end.kind === "timeout") {
    throw publishInterrupted(subject, "timeout", "unknown", { timeout: FLUSH_TIMEOUT });
  }
  if (end.kind === "broken") {
    const why = end.error === undefined ? "the connection broke" : describeNatsFault(end.error);
    throw publishError(subject, why, "unknown", end.error);
  }
  if (isRefused(end.refused, subject)) throw publishPermissionError(subject);
}

/** A round trip that somebody waits for as long as the limits say; all share the one without limits of its own. */
function joined(
  round: Promise<FlushEnd>,
  subject: string,
  { timeout, signal }: Limits,
): Promise<FlushEnd> {
  if (timeout === FLUSH_TIMEOUT && signal === undefined) return round;
  return untilDeadline(round, { timeout, signal }, (why) =>
    publishInterrupted(subject, why, "unknown", { timeout, signal }),
  );
}

/**
 * The bytes to publish.
 *
 * @throws NatsBridgeError `payload_too_large` where they and their headers exceed `max_payload`: the server would
 *   cut the connection.
 */
export function checkedPayload(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): Uint8Array {
  const payload = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const size = payload.length + headersSize(headers);
  const limit = maxPayload(connection);
  if (size <= limit) return payload;
  const shown = (bytes: number): string => bytes.toLocaleString("en-US");
  throw new NatsBridgeError({
    code: "payload_too_large",
    message: `The message for "${subject}" has ${shown(size)} bytes with its headers; max_payload of the server is ${shown(limit)}. Send large payloads as links, or raise max_payload`,
    details: { outcome: "refused" },
  });
}
