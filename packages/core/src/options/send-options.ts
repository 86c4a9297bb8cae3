import type { ArrowCompression, JsonMode } from "@natsbridge/codecs";
import type { FileServer } from "@natsbridge/fileserver";
import type { Logger, Metadata } from "@natsbridge/schema";
import type { JetStreamPublishOptions, NatsConnection, PublishFlow } from "@natsbridge/transport";
import type { FileserverUploadHandler } from "./handlers.ts";
import type { Progress } from "./progress.ts";

/** Options of `smartsend`. Names are those of every NATSBridge peer. */
export interface SmartSendOptions {
  /**
   * NATS server, or several separated by commas; the scheme may lack. Default: `NATS_URL`, then `nats://localhost:4222`.
   * User, password and token in it are used and never written into the message.
   */
  readonly broker_url?: string | undefined;
  /** Where links are uploaded. Default: `FILESERVER_URL`, then `http://localhost:8080`. */
  readonly fileserver_url?: string | undefined;
  /** Uploads in place of the default Plik upload. */
  readonly fileserver_upload_handler?: FileserverUploadHandler | undefined;
  /** Store for links, in place of `fileserver_url` and a handler. A bridge that has it reads its links, too. */
  readonly fileserver?: FileServer | undefined;
  /** Serialized size in bytes from which a payload becomes a link. Default: `SIZE_THRESHOLD`, then 1,000,000. */
  readonly size_threshold?: number | undefined;
  /** Default: a new UUID v4. */
  readonly correlation_id?: string | undefined;
  /** Default: `"chat"`, which needs at least one payload. */
  readonly msg_purpose?: string | undefined;
  /** Default: `"NATSBridge"`. */
  readonly sender_name?: string | undefined;
  /** Default: `""`. */
  readonly receiver_name?: string | undefined;
  /** Default: `""`. */
  readonly receiver_id?: string | undefined;
  /**
   * Lets `reply`, `ack` and `nack` of a bridge answer on subjects that begin with `$`: those are the server's own, and
   * whoever writes a message names where its answer goes. Default: false.
   */
  readonly allow_system_reply?: boolean | undefined;
  /** Subject that an answer goes to. Default: `""`. */
  readonly reply_to?: string | undefined;
  /** `msg_id` of the message this one answers. Default: `""`. */
  readonly reply_to_msg_id?: string | undefined;
  /** `false` builds the message and uploads links, but publishes nothing. Default: true. */
  readonly is_publish?: boolean | undefined;
  /** Open connection of `nats` 2 or `@nats-io` 3 to publish on; it is never closed or drained. Default: a new one for this call. */
  readonly nats_connection?: NatsConnection | null | undefined;
  /** Default: a new UUID v4. White space around it, CR and LF are refused. */
  readonly msg_id?: string | undefined;
  /** Default: a new UUID v4. */
  readonly sender_id?: string | undefined;
  /** Free-form fields of the envelope. Default: `{}`. */
  readonly metadata?: Metadata | undefined;
  /**
   * NATS headers of the message, which count against `max_payload`. A name is printable ASCII without colon and does not
   * begin with `Nats-`, a value has no line ends. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Publishes into a JetStream stream and waits for its acknowledgement. Default: Core NATS. */
  readonly jetstream?: boolean | JetStreamPublishOptions | undefined;
  /**
   * When a send that goes into no stream is done: `"server"` when the server has read the message and did not object;
   * sends that wait at the same time share one round trip. `"client"` when the NATS client has taken it: a refusal that
   * comes later goes to the `logger` and to `status()` of the bridge, and files stay. Default: `"server"`.
   */
  readonly confirm?: "server" | "client" | undefined;
  /** Compresses Arrow tables. Default: not compressed, which every peer reads. */
  readonly arrow_compression?: ArrowCompression | undefined;
  /**
   * JSON of `dictionary` and `jsontable`. Default `"plain"`: as everywhere in JavaScript, -0 is written 0, a key whose value
   * is undefined is left out, and dates and other objects with `toJSON` become what it returns. `"exact"` refuses these.
   */
  readonly json?: JsonMode | undefined;
  /** Passed to the NATS client when this call opens its own connection. */
  readonly connection_options?: Readonly<Record<string, unknown>> | undefined;
  /** Bounds for all sends that share it: bytes per second, bytes under way. Default: none; a bridge has one of its own. */
  readonly flow?: PublishFlow | undefined;
  /** Gives up; the promise rejects with `aborted`, and nothing is published. */
  readonly signal?: AbortSignal | undefined;
  readonly on_progress?: ((progress: Progress) => void) | undefined;
  /** Receives the log line of every step. Default: silent. */
  readonly logger?: Logger | undefined;
}
