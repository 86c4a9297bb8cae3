import type { MsgEnvelopeV1 } from "@natsbridge/schema";
import { throwIfAborted } from "./aborted.ts";
import { logSteps } from "./log-steps.ts";
import { listPayloads, type SendPayload } from "./send/payload-list.ts";
import { closeStreams, preparePayloads } from "./send/prepare.ts";
import { publishPlaced } from "./send/publish.ts";
import type { Receipt } from "./send/receipt.ts";
import { openChannel } from "./send/send-channel.ts";
import { sendFileServer } from "./send/send-file-server.ts";
import type { SmartSendOptions } from "./send/send-options.ts";
import { sendSettings } from "./send/send-settings.ts";

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
): Promise<[env: MsgEnvelopeV1, env_json_str: string, receipt: Receipt]> {
  const settings = sendSettings(subject, options);
  const fileserver = sendFileServer(options);
  const listed = listPayloads(data, settings.header.msg_purpose);
  const log = logSteps(options.logger, settings.header.correlation_id);
  throwIfAborted(options.signal);

  const payloads = await preparePayloads(listed, {
    arrow_compression: options.arrow_compression,
    direct_limit: settings.size_threshold,
    signal: options.signal,
  });
  try {
    const channel = await openChannel(settings, options);
    try {
      const { env, json, receipt } = await publishPlaced(payloads, {
        settings,
        options,
        channel,
        fileserver,
        log,
      });
      return [env, json, receipt];
    } finally {
      await channel.close();
    }
  } finally {
    await closeStreams(payloads);
  }
}
