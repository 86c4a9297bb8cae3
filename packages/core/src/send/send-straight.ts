import { headersSize, maxPayload } from "@natsbridge/transport";
import type { BytesPayload } from "./prepare.ts";
import { type PublishedMessage, publishOptions } from "./publish.ts";
import type { PublishContext } from "./publish-context.ts";
import { assertOpen } from "./send-channel.ts";
import { straightMessage } from "./straight.ts";

/**
 * Sends what is at hand and small over a connection that is there: nothing is connected, planned or uploaded, and
 * nothing has to be undone. Undefined where this is not all there is to do, and nothing was sent.
 */
export function sendStraight(
  payloads: readonly BytesPayload[],
  context: Omit<PublishContext, "channel">,
): (PublishedMessage & { readonly publishing: Promise<unknown> }) | undefined {
  const { settings, header, log } = context;
  const { nats_connection: connection } = settings;
  if (!connection || !settings.is_publish || settings.jetstream) return undefined;
  assertOpen(connection);
  const { size_threshold } = settings;
  const how = publishOptions(context);
  const max_body = maxPayload(connection) - headersSize(how.headers);
  const message = straightMessage(payloads, { fields: header, size_threshold, max_body });
  if (message === undefined) return undefined;
  log(() => `Message of ${payloads.length} payload(s) for ${header.send_to} serialized`);
  const { json, bytes } = message;
  const { send_to, correlation_id } = header;
  const publishing = context.deliver(connection, send_to, bytes, correlation_id, how);
  // What is told of it is made while it is on its way.
  const receipt = { payloads: message.receipts(), bytes: bytes.byteLength };
  return { env: message.env(), json, receipt, publishing };
}
