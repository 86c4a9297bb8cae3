import { assertKnownOptions, type OptionNames } from "@natsbridge/schema/base";
import type { BridgeOptions } from "./bridge-options.ts";
import type { SmartReceiveOptions } from "./receive-options.ts";
import type { SmartSendOptions } from "./send-options.ts";

type SharedOptions = SmartSendOptions & SmartReceiveOptions & BridgeOptions;

/** Options that are known everywhere: those of both functions and of a bridge. What is wanted most comes first. */
const SHARED: OptionNames<SharedOptions> = {
  broker_url: true,
  fileserver_url: true,
  fileserver: true,
  fileservers: true,
  size_threshold: true,
  correlation_id: true,
  msg_id: true,
  msg_purpose: true,
  sender_name: true,
  sender_id: true,
  receiver_name: true,
  receiver_id: true,
  reply_to: true,
  reply_to_msg_id: true,
  is_publish: true,
  nats_connection: true,
  connection_options: true,
  connect_timeout: true,
  drain_timeout: true,
  metadata: true,
  headers: true,
  jetstream: true,
  confirm: true,
  allow_system_reply: true,
  arrow_compression: true,
  json: true,
  flow: true,
  max_bytes_per_second: true,
  max_unflushed_bytes: true,
  fileserver_upload_handler: true,
  fileserver_download_handler: true,
  allowed_link_origins: true,
  max_download_bytes: true,
  max_message_bytes: true,
  max_decoded_bytes: true,
  max_retries: true,
  base_delay: true,
  max_delay: true,
  headers_timeout: true,
  idle_timeout: true,
  total_timeout: true,
  min_speed: true,
  lazy: true,
  unsafe_integers: true,
  rows: true,
  signal: true,
  on_progress: true,
  logger: true,
};

/**
 * Refuses options that no call of this package knows; those of the sibling function and of the bridge are known to all.
 *
 * @param own further names of the call.
 * @throws NatsBridgeError `invalid_config`, with the nearest name.
 */
export function assertOptions(
  call: string,
  options: object | null | undefined,
  own: Readonly<Record<string, true>> = {},
): void {
  assertKnownOptions(`${call} options`, options, SHARED, own);
}
