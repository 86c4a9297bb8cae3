import { DecodeBudget } from "@natsbridge/codecs";
import type { ReadEnvelopeV1, ReadPayloadV1 } from "@natsbridge/schema";
import { concurrently, foreignText, partLoader, throwIfAborted } from "@natsbridge/schema/base";
import type { FetchContext } from "../fetch/fetch-link.ts";
import { createMessageBudget } from "../fetch/message-budget.ts";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import { loadTelemetry } from "../telemetry/load-telemetry.ts";
import { logSteps } from "../telemetry/log-steps.ts";
import { noTelemetry, type Telemetry } from "../telemetry/telemetry.ts";
import { admitPayloads } from "./admit-payloads.ts";
import { parseMessage } from "./parse-message.ts";
import { type ReadPayload, readPayload } from "./read-payload.ts";
import { messageHeaders, type ReceivableMessage } from "./receivable-message.ts";
import type { LazyEnvelope, ReceivedEnvelope, ReceivedPayload } from "./received.ts";

const lazyEnvelopePart = partLoader(() => import("./lazy-envelope.ts"));

const DOWNLOADS_AT_ONCE = 4;

/** The flow of a message, from bytes to values: parse, admit, fetch, verify, decode. */
export async function receiveMessage(
  message: ReceivableMessage,
  settings: ReceiveSettings,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  throwIfAborted("The receive", settings.signal);
  const loading = loadTelemetry();
  const telemetry = loading instanceof Promise ? await loading : loading;
  if (telemetry === noTelemetry) return readMessage(message, settings, telemetry);
  return telemetry.continueTrace(messageHeaders(message), () =>
    telemetry.run("receive", { "messaging.system": "nats" }, async () =>
      readMessage(message, settings, telemetry),
    ),
  );
}

function readMessage(
  message: ReceivableMessage,
  settings: ReceiveSettings,
  telemetry: Telemetry,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  const envelope = parseMessage(message, settings);
  return envelope instanceof Promise
    ? envelope.then((parsed) => readEnvelope(parsed, settings, telemetry))
    : readEnvelope(envelope, settings, telemetry);
}

function readEnvelope(
  envelope: ReadEnvelopeV1,
  settings: ReceiveSettings,
  telemetry: Telemetry,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  admitPayloads(envelope, settings);
  const { correlation_id } = envelope;
  const log = logSteps(settings.logger, correlation_id);
  log(
    () =>
      `Message ${foreignText(envelope.msg_id)} received with ${envelope.payloads.length} payload(s)`,
  );
  const decodeBudget = new DecodeBudget(settings.max_decoded_bytes);
  const context = { settings, correlation_id, log, telemetry, decodeBudget };
  return settings.lazy ? openLazily(envelope, context) : eagerEnvelope(envelope, context);
}

async function openLazily(envelope: ReadEnvelopeV1, context: FetchContext): Promise<LazyEnvelope> {
  const { lazyEnvelope } = await lazyEnvelopePart();
  return lazyEnvelope(envelope, context);
}

async function eagerEnvelope(
  envelope: ReadEnvelopeV1,
  context: FetchContext,
): Promise<ReceivedEnvelope> {
  const isLinked = envelope.payloads.some(({ transport }) => transport === "link");
  const read = isLinked
    ? await readLinked(envelope.payloads, context)
    : await readDirect(envelope.payloads, context);
  return {
    ...envelope,
    payloads: read.map(
      ({ value, info }) => [info.dataname, value, info.payload_type] as ReceivedPayload,
    ),
    payload_info: read.map(({ info }) => info),
  };
}

/** Downloads run beside each other. */
function readLinked(
  payloads: readonly ReadPayloadV1[],
  context: FetchContext,
): Promise<ReadPayload[]> {
  const budget = createMessageBudget(context.settings.max_message_bytes);
  return concurrently(
    [...payloads.entries()],
    DOWNLOADS_AT_ONCE,
    context.settings.signal,
    async ([index, payload], signal) =>
      readPayload(payload, index, {
        ...context,
        budget,
        settings: { ...context.settings, signal },
      }),
  );
}

async function readDirect(
  payloads: readonly ReadPayloadV1[],
  context: FetchContext,
): Promise<ReadPayload[]> {
  const read: ReadPayload[] = [];
  for (const [index, payload] of payloads.entries()) {
    const ready = readPayload(payload, index, context);
    read.push(ready instanceof Promise ? await ready : ready);
  }
  return read;
}
