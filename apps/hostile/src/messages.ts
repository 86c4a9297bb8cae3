import { NatsBridgeError, type SmartReceiveOptions, smartreceive } from "@natsbridge/core";

/** A message with these payloads. */
export function message(payloads: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ correlation_id: "c", msg_id: "m", ...more, payloads });
}

/** A payload that is a link. */
export function link(data: string, more: object = {}): object {
  return { dataname: "x", payload_type: "binary", transport: "link", data, ...more };
}

/** A payload that is in the message. */
export function direct(more: object = {}): object {
  return { dataname: "x", payload_type: "text", transport: "direct", data: "aGk=", ...more };
}

/** Receives a message, and says the code of the error or the number of payloads. */
export function receive(body: string, options: SmartReceiveOptions = {}): Promise<string> {
  return codeOf(
    smartreceive(body, { max_retries: 1, ...options, lazy: false }).then(
      ({ payloads }) => `${payloads.length} payloads`,
    ),
  );
}

/** What a promise gives, or the code of its error. */
export async function codeOf(work: Promise<string>): Promise<string> {
  try {
    return await work;
  } catch (error) {
    return NatsBridgeError.isInstance(error) ? error.code : `untyped ${String(error)}`;
  }
}
