import { NatsBridgeError } from "@natsbridge/schema";
import { untilDeadline } from "@natsbridge/schema/base";
import { assertTimeout } from "../connection/assert-timeout.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { natsFault } from "../connection/nats-fault.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { watchPermission } from "../connection/permission-watch.ts";
import { untilConnected } from "../connection/until-connected.ts";
import { natsHeaders } from "./headers.ts";
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
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Headers of the message. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Subject that the answer comes to, from `createInbox`. Default: one of the client's own. */
  readonly inbox?: string;
  /** Bounds what is under way, together with all publishes that share it. Default: no bound. */
  readonly flow?: PublishFlow;
}

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
  const { timeout = DEFAULT_REQUEST_TIMEOUT, signal, headers = {}, inbox } = options;
  assertPublishSubject(subject);
  assertTimeout("timeout", timeout);
  const isConnected = await untilConnected(connection, timeout, signal);
  if (signal?.aborted) throw publishInterrupted(subject, "aborted", "refused", { timeout, signal });
  if (!isConnected) throw notConnectedError(connection, subject, timeout);
  const payload = checkedPayload(connection, subject, message, headers);
  const built = await natsHeaders(headers);
  const leave = await options.flow?.enter(wireSize(subject, payload, headers), signal);
  const watch = watchPermission(connection, "publish", subject);
  try {
    const answer = connection.request(subject, payload, {
      timeout,
      ...(built && { headers: built }),
      ...(inbox !== undefined && { noMux: true, reply: inbox }),
    });
    // It has left when the server has it, not when the answer comes.
    if (leave) connection.flush().then(leave, () => undefined);
    // The client keeps waiting after the connection broke, though the answer went to the old one.
    const broken = watch.broken.then(() => {
      throw publishError(subject, "the connection broke", "unknown");
    });
    return await untilDeadline(Promise.race([answer, broken]), { timeout, signal }, (why) =>
      publishInterrupted(subject, why, "unknown", { timeout, signal }),
    );
  } catch (error) {
    throw requestError(connection, subject, error, timeout);
  } finally {
    leave?.();
    await watch.end();
  }
}

function requestError(
  connection: NatsConnection,
  subject: string,
  error: unknown,
  timeout: number,
): NatsBridgeError {
  if (NatsBridgeError.isInstance(error)) return error;
  if (connection.isClosed()) return publishError(subject, "the connection broke", "unknown", error);
  switch (natsFault(error)) {
    case "no_responders":
      return new NatsBridgeError({
        code: "no_responders",
        message: `Nobody is subscribed to "${subject}", so the request has no answer. Start the service that answers it, or check the subject`,
        details: { outcome: "refused" },
        cause: error,
      });
    case "timeout":
      return publishInterrupted(subject, "timeout", "unknown", { timeout });
    case "publish_denied":
      return publishPermissionError(subject, error);
    case "subscription_denied":
      return inboxPermissionError(subject, error);
    default:
      return publishError(subject, describeNatsFault(error), "unknown", error);
  }
}
