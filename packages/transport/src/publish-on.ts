import type { NatsBridgeError } from "@natsbridge/schema";
import { formatLogLine, type Logger, partLoader } from "@natsbridge/schema/base";
import type { ConnectionOptions } from "./connection/client/client.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";
import {
  type JetStreamPublishOptions,
  jetStreamHeaders,
  type PubAck,
} from "./jetstream/jetstream-options.ts";
import type { StreamWatch } from "./jetstream/publish-to-stream.ts";
import { publishCore } from "./publish/publish-core.ts";
import type { PublishFlow } from "./publish/publish-flow.ts";
import { wireSize } from "./publish/wire-size.ts";
import { sharedState } from "./shared/shared-state.ts";
import type { Durability } from "./shared/stream-records.ts";

/** A page that sends into no stream does not load it. */
const publishToStreamPart = partLoader(() => import("./jetstream/publish-to-stream.ts"));

/** Options of `publishMessage`. */
export interface PublishMessageOptions {
  /** Headers of the message. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Store the message in a stream and await its acknowledgement. Default: a Core publish. */
  readonly jetstream?: boolean | JetStreamPublishOptions | undefined;
  /** `Nats-Msg-Id`, with `jetstream` only: within its duplicate window a stream stores one message of an id. */
  readonly msg_id?: string | undefined;
  /**
   * When a Core publish is done: `"server"` when the server has read the message and did not object, `"client"` when
   * the NATS client has taken it. Default: `"server"`.
   */
  readonly confirm?: "server" | "client" | undefined;
  /** With `confirm: "client"`: told when the server refuses the message later; so is the `logger`. */
  readonly on_late_refusal?: ((error: NatsBridgeError) => void) | undefined;
  /** Time the server has to take a Core message, in ms. Default: 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a URL: options of the NATS client. */
  readonly connection_options?: ConnectionOptions | undefined;
  /** For a URL: time for the connection, in ms. Default: 5,000. */
  readonly connect_timeout?: number | undefined;
  readonly logger?: Logger | undefined;
  /** Bounds what is under way, together with all publishes that share it. Default: no bound. */
  readonly flow?: PublishFlow | undefined;
}

/** Options of a publish on a connection that others use as well. */
export interface PublishOnOptions extends PublishMessageOptions, StreamWatch {}

/** What became of a message. */
export interface PublishResult {
  /** With `jetstream`: the acknowledgement. */
  readonly pub_ack?: PubAck | undefined;
  /** With `watch_stream`, once the server has said it: how safe the message is in its stream. */
  readonly durability?: Durability | undefined;
  /** How often the message was sent; with 1, `duplicate` means that it had been stored before this call. */
  readonly attempts: number;
}

/** The headers that a publish with these options writes; their size counts against `max_payload`. */
export function publishHeaders(
  options: Pick<PublishMessageOptions, "headers" | "jetstream" | "msg_id">,
): Readonly<Record<string, string>> {
  const { headers = {}, jetstream, msg_id } = options;
  if (!jetstream) return headers;
  return { ...headers, ...jetStreamHeaders(jetstream === true ? {} : jetstream, msg_id) };
}

/**
 * As `publishMessage`, on a connection, without a look at subject and options: for a caller who has checked them.
 */
export async function publishOn(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  correlation_id: string,
  options: PublishOnOptions,
): Promise<PublishResult> {
  const { headers = {}, jetstream, timeout, signal, logger } = options;
  const payload = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const entering = options.flow?.enter(wireSize(subject, payload, publishHeaders(options)), signal);
  const leave = entering instanceof Promise ? await entering : entering;
  const isUnconfirmed = options.confirm === "client" && !jetstream;
  try {
    if (jetstream) {
      const { publishToStream } = await publishToStreamPart();
      return await publishToStream(connection, subject, payload, correlation_id, options);
    }
    const refused = isUnconfirmed ? lateRefusal(correlation_id, options) : undefined;
    await publishCore(connection, subject, payload, headers, { timeout, signal }, refused);
    const text = `Message published to ${subject}`;
    logger?.info(formatLogLine(correlation_id, text), { correlation_id, subject });
    return { attempts: 1 };
  } finally {
    // What the client has only taken is on its way.
    if (leave && isUnconfirmed) sharedState(connection).flush.afterwards(leave);
    else leave?.();
  }
}

/** Tells of a refusal that comes when the publish is done. */
function lateRefusal(
  correlation_id: string,
  { logger, on_late_refusal }: PublishMessageOptions,
): (error: NatsBridgeError) => void {
  return (error) => {
    logger?.warn(formatLogLine(correlation_id, error.message), {
      correlation_id,
      code: error.code,
    });
    on_late_refusal?.(error);
  };
}
