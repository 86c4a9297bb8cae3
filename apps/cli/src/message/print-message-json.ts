import { stringifyJson } from "@natsbridge/codecs";
import { NatsBridgeError } from "@natsbridge/schema";
import { said } from "../said.ts";
import { printJsonText } from "../terminal/print.ts";
import { headersOf, type Incoming } from "./incoming.ts";
import { jsonPayload } from "./json-payload.ts";
import type { PrintOptions, Received } from "./print-options.ts";
import { shownPayloads } from "./shown-payload.ts";

/** Prints a message as one line of JSON, as `message.schema.json` describes it. */
export async function printMessageJson(
  message: Pick<Incoming, "subject" | "data" | "headers" | "stored">,
  received: Received,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  const { subject, stored } = message;
  const headers = headersOf(message.headers);
  const place = { subject, ...stored, ...(Object.keys(headers).length > 0 && { headers }) };
  if (received instanceof NatsBridgeError) {
    const error = { code: received.code, message: said(received) };
    const body = Buffer.from(message.data).toString("base64");
    printJsonText(stringifyJson({ ...place, error, body }));
    return received;
  }
  const { payloads: _values, payload_info: _infos, ...envelope } = received;
  const payloads = [];
  let fault: NatsBridgeError | undefined;
  for (const shown of shownPayloads(received, options.select)) {
    const payload = await jsonPayload(shown, options);
    payloads.push(payload.json);
    fault ??= payload.fault;
  }
  printJsonText(stringifyJson({ ...place, envelope, payloads }));
  return fault;
}
