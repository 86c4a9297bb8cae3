import { publishOn } from "@natsbridge/transport";
import { assertConfirm } from "./options/assert-confirm.ts";
import { assertOptions } from "./options/known-options.ts";
import type { SmartSendOptions } from "./options/send-options.ts";
import type { SendPayload } from "./send/payload-list.ts";
import { type Sent, sendMessage } from "./send/send-message.ts";
import { prepareSend } from "./send/sending.ts";

/**
 * Sends named, typed payloads in one NATS message: small ones inside it, big ones as links to a file server.
 *
 * Everything is checked before the first upload, and uploads come before the publish. After a definite failure
 * nothing stays on the file server; when it is unknown whether the message was stored, the files stay and the
 * error says so (`details.outcome`).
 *
 * @param subject NATS subject, without wildcards.
 * @param data One `[dataname, data, type]` per payload, in order.
 * @returns The envelope, its JSON text as it was sent, and a receipt that tells how each payload travels and why.
 * @throws NatsBridgeError with `code` `invalid_subject`, `invalid_config`, `invalid_payload`, `unsupported_type`,
 *   `payload_too_large`, `connection_failed`, `permission_denied`, `upload_failed`, `publish_failed`, `timeout`,
 *   `no_responders` or `aborted`.
 * @example
 * const [env, env_json_str, receipt] = await smartsend("chat", [
 *   ["message", "Hello!", "text"],
 *   ["photo", png, "image"],
 * ]);
 */
export async function smartsend(
  subject: string,
  data: readonly SendPayload[],
  options: SmartSendOptions = {},
): Promise<Sent> {
  assertOptions("smartsend", options);
  assertConfirm(options, options.jetstream);
  return sendMessage(subject, data, prepareSend(options), publishOn);
}
