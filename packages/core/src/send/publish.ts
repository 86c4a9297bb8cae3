import type { MsgEnvelopeV1 } from "@natsbridge/schema";
import { NatsBridgeError, partLoader } from "@natsbridge/schema/base";
import {
  headersSize,
  isMessageTooLargeForStream,
  type PublishMessageOptions,
  type PublishResult,
  publishHeaders,
  streamMaxMessageSize,
} from "@natsbridge/transport";
import { removeAfter } from "../options/envelope-fields.ts";
import type { BuiltEnvelope } from "./envelope.ts";
import { type PlacedLink, type PlacedMessage, placePayloads } from "./place.ts";
import type { PreparedPayload } from "./prepare.ts";
import type { PublishContext } from "./publish-context.ts";
import type { PayloadReceipt, Receipt } from "./receipt.ts";
import { undoUploads } from "./store.ts";
import { straightMessage } from "./straight.ts";

const warnOfExpiryPart = partLoader(() => import("./warn-of-expiry.ts"));

/** A message that is with the server. */
export interface PublishedMessage extends Pick<BuiltEnvelope, "json"> {
  readonly env: MsgEnvelopeV1;
  readonly receipt: Receipt;
}

/** Places the payloads and publishes the message; undoes the uploads unless the message may have been stored. */
export async function placeAndPublish(
  payloads: readonly PreparedPayload[],
  context: PublishContext,
): Promise<PublishedMessage> {
  const links = new Map<number, PlacedLink>();
  try {
    const { placed, result } = await placeWithinStream(payloads, links, context);
    const { json, bytes } = placed;
    const receipts = placed.receipts();
    countPayloads(receipts, context);
    await afterAck(result, links, context);
    const receipt = { payloads: receipts, bytes: bytes.byteLength };
    const { pub_ack, durability } = result;
    const stored = { ...(pub_ack && { pub_ack }), ...(durability && { durability }) };
    return { env: placed.env(), json, receipt: { ...receipt, ...stored } };
  } catch (error) {
    if (!mayBeStored(error)) await undo(links, context);
    throw error;
  }
}

/** A stream that had the message already keeps the links of the first one, not these. */
async function afterAck(
  { pub_ack, attempts }: PublishResult,
  links: ReadonlyMap<number, PlacedLink>,
  context: PublishContext,
): Promise<void> {
  const { connection } = context.channel;
  if (pub_ack === undefined || connection === undefined) return;
  if (pub_ack.duplicate && attempts === 1) return undo(links, context);
  if (links.size === 0 || context.settings.logger === undefined) return;
  // A page that sends no links into streams does not load it.
  const { warnOfExpiry } = await warnOfExpiryPart();
  await warnOfExpiry(links, pub_ack.stream, connection, context);
}

async function placeWithinStream(
  payloads: readonly PreparedPayload[],
  links: Map<number, PlacedLink>,
  context: PublishContext,
): Promise<{ placed: PlacedMessage; result: PublishResult }> {
  const { settings, header, channel, fileserver, log, telemetry } = context;
  const removal = removeAfter(header.metadata);
  const headers = headersSize(publishHeaders(publishOptions(context)));
  let limit = channel.maxPayload() - headers;
  const placing = {
    fields: header,
    size_threshold: settings.size_threshold,
    headers,
    fileserver,
    link_metadata: removal === undefined ? {} : { remove_after: removal },
    removable: removal === "ack",
    signal: settings.signal,
    on_progress: settings.on_progress,
    telemetry,
    log,
  };
  while (true) {
    const place = { ...placing, max_body: limit };
    const placed =
      straightMessage(payloads, place) ?? (await placePayloads(payloads, links, place));
    try {
      return { placed, result: await publish(placed, context) };
    } catch (error) {
      if (!isMessageTooLargeForStream(error)) throw error;
      log(
        () =>
          `The stream takes no message of ${placed.bytes.byteLength} bytes; planning more links`,
      );
      // Where the stream does not say what it takes: less than this, one more link at a time.
      const known = streamMaxMessageSize(error);
      limit = known === undefined ? placed.bytes.byteLength - 1 : known - headers;
    }
  }
}

export function publishOptions(context: Omit<PublishContext, "channel">): PublishMessageOptions {
  const { settings, header, telemetry, onLateRefusal } = context;
  const { jetstream, confirm, headers, signal, logger, flow } = settings;
  return {
    msg_id: header.msg_id,
    headers: { ...telemetry.traceHeaders(), ...headers },
    jetstream,
    confirm,
    on_late_refusal: onLateRefusal && ((error) => onLateRefusal(error, header.send_to)),
    signal,
    logger,
    flow,
  };
}

async function publish({ bytes }: PlacedMessage, context: PublishContext): Promise<PublishResult> {
  const { settings, header, channel, deliver, telemetry } = context;
  if (channel.connection === undefined || !settings.is_publish) return { attempts: 0 };
  const { send_to, correlation_id } = header;
  const { connection } = channel;
  const attributes = {
    "messaging.destination.name": send_to,
    "messaging.message.body.size": bytes.byteLength,
  };
  // A connection that this call made ends with it.
  const watch_stream = channel.close === undefined;
  const on_stream_news = context.onStreamNews;
  const result = await telemetry.run("publish", attributes, () =>
    deliver(connection, send_to, bytes, correlation_id, {
      ...publishOptions(context),
      watch_stream,
      on_stream_news,
    }),
  );
  if (result.attempts > 1) telemetry.count("publish.retries", result.attempts - 1, {});
  return result;
}

function countPayloads(receipts: readonly PayloadReceipt[], { telemetry }: PublishContext): void {
  for (const { transport, bytes } of receipts) {
    telemetry.count("payloads", 1, { direction: "send", transport });
    telemetry.count("payload.bytes", bytes, { direction: "send", transport });
  }
}

function mayBeStored(error: unknown): boolean {
  return NatsBridgeError.isInstance(error) && error.details.outcome === "unknown";
}

async function undo(
  links: ReadonlyMap<number, PlacedLink>,
  { fileserver, log }: PublishContext,
): Promise<void> {
  if (links.size === 0) return;
  await undoUploads(links.values(), await fileserver());
  log(() => `Removed ${links.size} uploaded payload(s) of a message that was not sent`);
}
