import type { SmartReceiveOptions, SmartSendOptions } from "@natsbridge/core";
import { plikOneshotUpload } from "@natsbridge/fileserver-plik";
import type { StoreAccess } from "../stores/store.ts";
import type { JobOptions } from "./job.ts";

const SEND = [
  "fileserver_url",
  "size_threshold",
  "correlation_id",
  "msg_id",
  "msg_purpose",
  "sender_name",
  "sender_id",
  "receiver_name",
  "receiver_id",
  "reply_to",
  "reply_to_msg_id",
  "is_publish",
  "metadata",
  "jetstream",
];
const RECEIVE = [
  "fileserver_url",
  "max_retries",
  "base_delay",
  "max_delay",
  "allowed_link_origins",
  "max_download_bytes",
  "max_message_bytes",
  "max_decoded_bytes",
  "min_speed",
];

/** Options for `smartsend`; values are passed as they are, so that a wrong one is refused there. */
export function sendOptions(
  options: JobOptions,
  storeFor: (access: StoreAccess) => SmartSendOptions["fileserver"],
): SmartSendOptions {
  const picked: Record<string, unknown> = pick(options, SEND);
  if (options.store !== undefined) picked.fileserver = storeFor(options.store as StoreAccess);
  if (options.upload === "plik_oneshot") picked.fileserver_upload_handler = plikOneshotUpload;
  return picked;
}

/** Options for `smartreceive`. */
export function receiveOptions(options: JobOptions): Omit<SmartReceiveOptions, "lazy"> {
  return pick(options, RECEIVE);
}

function pick(options: JobOptions, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => name in options).map((name) => [name, options[name]]),
  );
}
