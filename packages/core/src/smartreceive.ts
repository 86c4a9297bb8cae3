import { assertOptions } from "./options/known-options.ts";
import type { SmartReceiveOptions } from "./options/receive-options.ts";
import { receiveSettings } from "./options/receive-settings.ts";
import type { ReceivableMessage } from "./receive/receivable-message.ts";
import { receiveMessage } from "./receive/receive-message.ts";
import type { LazyEnvelope, ReceivedEnvelope, ReceivedRowsEnvelope } from "./receive/received.ts";

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
  options: SmartReceiveOptions & { readonly rows: true; readonly lazy?: false | undefined },
): Promise<ReceivedRowsEnvelope>;
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
  options: SmartReceiveOptions = {},
): Promise<ReceivedEnvelope | ReceivedRowsEnvelope | LazyEnvelope> {
  assertOptions("smartreceive", options);
  return receiveMessage(message, receiveSettings(options));
}
