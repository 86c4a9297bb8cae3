import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import { concurrently, foreignText, throwIfAborted } from "@natsbridge/schema/base";
import { callOptions } from "../options/call-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "../options/receive-settings.ts";
import { loadTelemetry } from "../telemetry/load-telemetry.ts";
import { logSteps } from "../telemetry/log-steps.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { FetchContext } from "./fetch-link.ts";
import { judgePayloads } from "./judge.ts";
import { parseMessage } from "./parse-message.ts";
import { PayloadHandle } from "./payload-handle.ts";
import { OLD_TABLE, readPayloadType } from "./payload-type.ts";
import { payloadInfo, readPayload } from "./read-payload.ts";
import { messageHeaders, type ReceivableMessage } from "./receivable-message.ts";
import type { LazyEnvelope, LazyPayload, ReceivedEnvelope, ReceivedPayload } from "./received.ts";

const DOWNLOADS_AT_ONCE = 4;

/** The flow of a received message: settings, parse, judge the links, then fetch, verify and decode each payload. */
export function receiveMessage(
  message: ReceivableMessage,
  given: SmartReceiveOptions & { readonly lazy: false },
): Promise<ReceivedEnvelope>;
export function receiveMessage(
  message: ReceivableMessage,
  given: SmartReceiveOptions,
): Promise<ReceivedEnvelope | LazyEnvelope>;
export async function receiveMessage(
  message: ReceivableMessage,
  given: SmartReceiveOptions,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  const options = { ...given, ...callOptions(given) };
  const settings = receiveSettings(options);
  throwIfAborted("The receive", options.signal);
  const telemetry = await loadTelemetry();
  return telemetry.continueTrace(messageHeaders(message), () =>
    telemetry.run("receive", { "messaging.system": "nats" }, () =>
      readMessage(message, settings, options, telemetry),
    ),
  );
}

async function readMessage(
  message: ReceivableMessage,
  settings: ReceiveSettings,
  options: SmartReceiveOptions,
  telemetry: Telemetry,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  const envelope = parseMessage(message, settings);
  judgePayloads(envelope, settings);
  const { correlation_id } = envelope;
  const log = logSteps(options.logger, correlation_id);
  log(
    () =>
      `Message ${foreignText(envelope.msg_id)} received with ${envelope.payloads.length} payload(s)`,
  );
  const context = { settings, options, correlation_id, log, telemetry };
  return settings.lazy ? lazyEnvelope(envelope, context) : eagerEnvelope(envelope, context);
}

async function eagerEnvelope(
  envelope: ReadEnvelopeV1,
  context: FetchContext,
): Promise<ReceivedEnvelope> {
  const read = await concurrently(
    [...envelope.payloads.entries()],
    DOWNLOADS_AT_ONCE,
    context.options.signal,
    ([index, payload], signal) =>
      readPayload(payload, index, { ...context, options: { ...context.options, signal } }),
  );
  return {
    ...envelope,
    payloads: read.map(
      ({ value, info }) => [info.dataname, value, info.payload_type] as ReceivedPayload,
    ),
    payload_info: read.map(({ info }) => info),
  };
}

function lazyEnvelope(envelope: ReadEnvelopeV1, context: FetchContext): LazyEnvelope {
  const payload_info = envelope.payloads.map((payload) => {
    const type = readPayloadType(payload.payload_type);
    return payloadInfo(payload, type === OLD_TABLE ? "arrowtable" : type, undefined, false);
  });
  const payloads = envelope.payloads.map((payload, index) => {
    const type = payload_info[index]?.payload_type ?? "binary";
    const handle = new PayloadHandle(payload, index, type, context);
    return [payload.dataname, handle, type] as LazyPayload;
  });
  return { ...envelope, payloads, payload_info };
}
