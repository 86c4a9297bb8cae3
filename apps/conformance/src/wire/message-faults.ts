import type { CanonicalPayload } from "../canonical/canonical-payload.ts";
import { envelopeFaults } from "./envelope-faults.ts";
import { payloadFaults } from "./payload-faults.ts";

/** What a message was sent as. */
export interface WrittenAs {
  /** The envelope as the sender told it. */
  readonly env: Readonly<Record<string, unknown>>;
  readonly payloads: readonly { readonly value: CanonicalPayload; readonly transport: string }[];
  /** Where links must lead. */
  readonly linkOrigins: readonly string[];
}

/** Reads a message field by field as the contract says it is written; gives every fault as a sentence. */
export async function messageFaults(body: Uint8Array, as: WrittenAs): Promise<string[]> {
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    return [`the body is no JSON in UTF-8: ${error instanceof Error ? error.message : error}`];
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    return ["the body is no JSON object"];
  }
  const envelope: Record<string, unknown> = { ...message };
  const faults = envelopeFaults(envelope, as.env);
  const payloads = Array.isArray(envelope.payloads) ? envelope.payloads : [];
  if (payloads.length !== as.payloads.length) {
    faults.push(`payloads: expected ${as.payloads.length}, got ${payloads.length}`);
    return faults;
  }
  for (const [index, expected] of as.payloads.entries()) {
    const found = await payloadFaults(payloads[index], expected, as.linkOrigins);
    faults.push(...found.map((fault) => `payloads[${index}].${fault}`));
  }
  return faults;
}
