import { NatsBridgeError, utf8Length } from "@natsbridge/schema/base";
import { client } from "#client";
import type { NatsHeaders } from "../connection/nats-headers.ts";

/** The version line and the line end behind all. */
const AROUND = "NATS/1.0\r\n\r\n".length;
/** What a line has beside its name, and its value. */
const IN_LINE = ": \r\n".length;

/**
 * Size of headers on the wire in bytes; they count against `max_payload`. 0 for none.
 */
export function headersSize(headers: Readonly<Record<string, string>> = {}): number {
  if (!hasEntries(headers)) return 0;
  let size = AROUND;
  for (const [name, value] of Object.entries(headers)) {
    size += utf8Length(name) + IN_LINE + utf8Length(value.trim());
  }
  return size;
}

/** @throws NatsBridgeError `invalid_config` for a name or value that cannot be a header. */
export function assertHeaders(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(headers)) {
    // The clients take some of these, and the message is then cut at a line end or unreadable.
    if (/^[!-9;-~]+$/.test(name) && typeof value === "string" && !/[\r\n]/.test(value)) continue;
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `Header ${JSON.stringify(name)} cannot be sent: a name is printable ASCII without colon, a value a string without line ends`,
    });
  }
}

/** Headers for either NATS client, or undefined for none. @throws as {@link assertHeaders}. */
export async function natsHeaders(
  headers: Readonly<Record<string, string>>,
): Promise<NatsHeaders | undefined> {
  if (!hasEntries(headers)) return undefined;
  assertHeaders(headers);
  const built = await client.createHeaders();
  for (const [name, value] of Object.entries(headers)) built.set(name, value);
  return built;
}

/** Whether there are any. */
export function hasEntries(headers: object): boolean {
  for (const _name in headers) return true;
  return false;
}
