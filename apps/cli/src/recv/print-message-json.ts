import { stringifyJson } from "@natsbridge/codecs";
import { NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
import { print } from "../terminal/print.ts";
import { headersOf, type Incoming } from "./incoming.ts";
import { jsonPayload } from "./json-payload.ts";
import type { PrintOptions } from "./message-printer.ts";
import { wantedPayloads } from "./wanted-payloads.ts";

/** Prints a message as one line of JSON, as `message.schema.json` describes it. */
export async function printMessageJson(
  message: Incoming,
  received: LazyEnvelope | NatsBridgeError,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  const { subject, stored } = message;
  const headers = headersOf(message.headers);
  const place = { subject, ...stored, ...(Object.keys(headers).length > 0 && { headers }) };
  if (received instanceof NatsBridgeError) {
    const error = { code: received.code, message: received.message };
    const body = Buffer.from(message.data).toString("base64");
    print(stringifyJson({ ...place, error, body }));
    return received;
  }
  const { payloads: _handles, payload_info: _infos, ...envelope } = received;
  const payloads = [];
  let fault: NatsBridgeError | undefined;
  for (const wanted of wantedPayloads(received, options.select)) {
    const payload = await jsonPayload(wanted, options);
    payloads.push(payload.json);
    fault ??= payload.fault;
  }
  print(stringifyJson({ ...place, envelope, payloads }));
  return fault;
}
