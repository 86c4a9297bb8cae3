import { NatsBridgeError } from "@natsbridge/schema";
import { untilDeadline } from "@natsbridge/schema/base";
import { assertTimeout } from "../connection/assert-timeout.ts";
import { maxPayload } from "../connection/max-payload.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { watchPermission } from "../connection/permission-watch.ts";
import { untilConnected } from "../connection/until-connected.ts";
import { headersSize, natsHeaders } from "./headers.ts";
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

/** Time the server has to take a message, unless told otherwise, in ms. */
const DEFAULT_PUBLISH_TIMEOUT = 10_000;

/** Publishes and resolves when the server has read the message and did not object. Rejects as {@link publishMessage}. */
export async function publishCore(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
  limits: PublishLimits,
): Promise<void> {
  const { timeout = DEFAULT_PUBLISH_TIMEOUT, signal } = limits;
  assertTimeout("timeout", timeout);
  const isConnected = await untilConnected(connection, timeout, signal);
  if (signal?.aborted) throw publishInterrupted(subject, "aborted", "refused", { timeout, signal });
  if (!isConnected) throw notConnectedError(connection, subject, timeout);
  const payload = checkedPayload(connection, subject, message, headers);
  const built = await natsHeaders(headers);
  const watch = watchPermission(connection, "publish", subject);
  let failure: NatsBridgeError | undefined;
  try {
    connection.publish(subject, payload, built ? { headers: built } : {});
    // The client drops the flush of a connection that breaks and is not made again.
    const broken = watch.broken.then(() => {
      throw publishError(subject, "the connection broke", "unknown");
    });
    const taken = Promise.race([connection.flush(), broken]);
    await untilDeadline(taken, { timeout, signal }, (why) =>
      publishInterrupted(subject, why, "unknown", { timeout, signal }),
    ).catch((error: unknown) => {
      failure = NatsBridgeError.isInstance(error)
        ? error
        : publishError(subject, describeNatsFault(error), "unknown", error);
    });
  } catch (error) {
    // The client did not take the message.
    failure = publishError(subject, describeNatsFault(error), "refused", error);
  }
  if (await watch.end()) throw publishPermissionError(subject);
  if (failure) throw failure;
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
