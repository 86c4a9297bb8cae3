import type { MsgEnvelopeV1 } from "@natsbridge/schema";
import { throwIfAborted } from "@natsbridge/schema/base";
import { assertPublishSubject } from "@natsbridge/transport";
import { envelopeFields } from "../options/envelope-fields.ts";
import { loadTelemetry } from "../telemetry/load-telemetry.ts";
import { logSteps } from "../telemetry/log-steps.ts";
import { noTelemetry } from "../telemetry/telemetry.ts";
import type { Deliver } from "./deliver.ts";
import { type ListedPayload, listPayloads } from "./payload-list.ts";
import { closeStreams, type PreparedPayload, prepareAtHand, preparePayloads } from "./prepare.ts";
import { type PublishedMessage, placeAndPublish } from "./publish.ts";
import type { PublishContext } from "./publish-context.ts";
import type { Receipt } from "./receipt.ts";
import { openChannel } from "./send-channel.ts";
import { sendStraight } from "./send-straight.ts";
import type { Sending } from "./sending.ts";

/** What a send gives back. */
export type Sent = [env: MsgEnvelopeV1, env_json_str: string, receipt: Receipt];

/** The flow of a message, from values to NATS: check, serialize, connect, plan, upload, deliver. */
export async function sendMessage(
  subject: string,
  data: unknown,
  sending: Sending,
  deliver: Deliver,
): Promise<Sent> {
  assertPublishSubject(subject);
  const { settings } = sending;
  const header = envelopeFields(subject, settings.given);
  const listed = listPayloads(data, header.msg_purpose);
  throwIfAborted("The send", settings.signal);
  const loading = loadTelemetry();
  const telemetry = loading instanceof Promise ? await loading : loading;
  const log = logSteps(settings.logger, header.correlation_id);
  const context = { ...sending, header, telemetry, deliver, log };
  if (telemetry === noTelemetry) {
    const atHand = prepareAtHand(listed, settings.json);
    const message = atHand && sendStraight(atHand, context);
    if (message === undefined) return sendListed(listed, atHand, context);
    await message.publishing;
    return sent(message);
  }
  const attributes = { "messaging.system": "nats", "messaging.destination.name": subject };
  return telemetry.run("send", attributes, () => sendListed(listed, undefined, context));
}

async function sendListed(
  listed: readonly ListedPayload[],
  atHand: readonly PreparedPayload[] | undefined,
  context: Omit<PublishContext, "channel">,
): Promise<Sent> {
  const { settings, header, log } = context;
  const payloads =
    atHand ??
    (await preparePayloads(listed, {
      arrow_compression: settings.arrow_compression,
      json: settings.json,
      direct_limit: settings.size_threshold,
      signal: settings.signal,
    }));
  log(() => `Message of ${payloads.length} payload(s) for ${header.send_to} serialized`);
  try {
    const opening = openChannel(settings);
    const channel = opening instanceof Promise ? await opening : opening;
    try {
      return sent(await placeAndPublish(payloads, { ...context, channel }));
    } finally {
      await channel.close?.();
    }
  } finally {
    await closeStreams(payloads);
  }
}

/** The text of a large message is made when somebody reads it. */
function sent({ env, json, receipt }: PublishedMessage): Sent {
  if (typeof json === "string") return [env, json, receipt];
  return Object.defineProperty<Sent>([env, "", receipt], 1, { get: json, enumerable: true });
}
