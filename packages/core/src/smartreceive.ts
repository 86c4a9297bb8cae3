import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import { concurrently, throwIfAborted } from "@natsbridge/schema/base";
import { callOptions } from "./options/call-options.ts";
import { assertOptions } from "./options/known-options.ts";
import type { SmartReceiveOptions } from "./options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "./options/receive-settings.ts";
import type { FetchContext } from "./receive/fetch-link.ts";
import { judgePayloads } from "./receive/judge.ts";
import { parseMessage } from "./receive/parse-message.ts";
import { PayloadHandle } from "./receive/payload-handle.ts";
import { OLD_TABLE, readPayloadType } from "./receive/payload-type.ts";
import { payloadInfo, readPayload } from "./receive/read-payload.ts";
import { messageHeaders, type ReceivableMessage } from "./receive/receivable-message.ts";
import type {
  LazyEnvelope,
  LazyPayload,
  ReceivedEnvelope,
  ReceivedPayload,
} from "./receive/received.ts";
import { loadTelemetry } from "./telemetry/load-telemetry.ts";
import { logSteps } from "./telemetry/log-steps.ts";
import type { Telemetry } from "./telemetry/telemetry.ts";

const DOWNLOADS_AT_ONCE = 4;

/**
 * Reads a message: gives the envelope back with the values that were sent, linked payloads downloaded.
 * Size and checksum of every payload are checked. One bad payload fails the whole message; with `lazy` there is a
 * handle per payload, nothing is fetched before it is asked for, and handles fail one by one.
 *
 * Links are hostile input: only http(s) links of allowed origins are read (see `allowed_link_origins`), without
 * redirects, and all links of a message are judged before any is fetched.
 *
 * @param message A message of `nats` 2 or `@nats-io` 3, anything else with `data: Uint8Array`, the bytes, or the JSON text.
 * @throws NatsBridgeError with `code` `invalid_envelope`, `unsupported_type`, `checksum_mismatch`, `decode_error`,
 *   `link_forbidden`, `link_gone`, `link_unreachable`, `link_too_large`, `link_refused`, `invalid_config` or `aborted`.
 * @example
 * const env = await smartreceive(msg);
 * for (const [dataname, data, type] of env.payloads) {
 *   if (type === "text") console.log(dataname, data.length);
 * }
 */
export function smartreceive(
  message: ReceivableMessage,
  options: SmartReceiveOptions & { readonly lazy: true },
): Promise<LazyEnvelope>;
export function smartreceive(
  message: ReceivableMessage,
  options?: SmartReceiveOptions & { readonly lazy?: false | undefined },
): Promise<ReceivedEnvelope>;
export function smartreceive(
  message: ReceivableMessage,
  options?: SmartReceiveOptions,
): Promise<ReceivedEnvelope | LazyEnvelope>;
export async function smartreceive(
  message: ReceivableMessage,
  given: SmartReceiveOptions = {},
): Promise<ReceivedEnvelope | LazyEnvelope> {
  assertOptions("smartreceive", given);
  const options = { ...given, ...callOptions(given) };
  const settings = receiveSettings(options);
  throwIfAborted("The receive", options.signal);
  const telemetry = await loadTelemetry();
  return telemetry.continueTrace(messageHeaders(message), () =>
    telemetry.run("receive", { "messaging.system": "nats" }, () =>
      receiveMessage(message, settings, options, telemetry),
    ),
  );
}

async function receiveMessage(
  message: ReceivableMessage,
  settings: ReceiveSettings,
  options: SmartReceiveOptions,
  telemetry: Telemetry,
): Promise<ReceivedEnvelope | LazyEnvelope> {
  const envelope = parseMessage(message, settings);
  judgePayloads(envelope, settings);
  const { correlation_id } = envelope;
  const log = logSteps(options.logger, correlation_id);
  log(() => `Message ${envelope.msg_id} received with ${envelope.payloads.length} payload(s)`);
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
