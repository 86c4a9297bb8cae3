import { NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsHeaders } from "@natsbridge/transport";

/** What `smartreceive` takes: a message of any NATS client, its bytes, or its JSON text. */
export type ReceivableMessage =
  | { readonly data: Uint8Array; readonly headers?: NatsHeaders | undefined }
  | Uint8Array
  | string;

/** The NATS headers of a message, where it has any. */
export function messageHeaders(message: ReceivableMessage): NatsHeaders | undefined {
  if (typeof message !== "object" || message === null || !("headers" in message)) return undefined;
  return typeof message.headers?.get === "function" ? message.headers : undefined;
}

/** The body of a message: as bytes, or as text where it is text already. */
export function messageBody(message: ReceivableMessage): Uint8Array | string {
  if (typeof message === "string" || message instanceof Uint8Array) return message;
  const data: unknown = (message as { readonly data?: unknown } | null | undefined)?.data;
  if (data instanceof Uint8Array || typeof data === "string") return data;
  throw new NatsBridgeError({
    code: "invalid_envelope",
    message: `Expected a NATS message, its bytes or its JSON text, got ${message === null ? "null" : typeof message} without data`,
  });
}
