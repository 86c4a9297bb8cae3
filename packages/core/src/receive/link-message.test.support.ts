import { createHash } from "node:crypto";
import { type FaultScript, faultServer } from "testkit";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { smartreceive } from "../smartreceive.ts";
import type { ReceivedEnvelope } from "./received.ts";

export const bytes: Uint8Array = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
export const checksum: string = createHash("sha256").update(bytes).digest("hex");

export function message(payloads: unknown[], fields: object = {}): string {
  return JSON.stringify({ correlation_id: "c", msg_id: "m", ...fields, payloads });
}

export function linkTo(url: string, changes: object = {}): object {
  return {
    dataname: "file",
    payload_type: "binary",
    transport: "link",
    size: bytes.byteLength,
    data: url,
    metadata: { checksum },
    ...changes,
  };
}

export type EagerOptions = Omit<SmartReceiveOptions, "lazy">;

export const quick: EagerOptions = { base_delay: 1, max_delay: 2 };

/** Receives a link that a server answers as told. */
export async function receiveFrom(
  script: FaultScript,
  options: EagerOptions = {},
  changes: object = {},
): Promise<{ env: ReceivedEnvelope; requests: number }> {
  await using server = await faultServer(script);
  const env = await smartreceive(message([linkTo(`${server.url}/file/u/f/x`, changes)]), {
    allowed_link_origins: [server.url],
    ...quick,
    ...options,
  });
  return { env, requests: server.requests.length };
}
