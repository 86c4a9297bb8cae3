import { DEFAULT_SIZE_THRESHOLD, parseEnvelope, type ReadEnvelopeV1 } from "@natsbridge/schema";
import { said } from "../said.ts";

/** One message as it passed the broker. */
export interface PassingMessage {
  readonly subject: string;
  /** Length of the body. */
  readonly bytes: number;
  /** Empty where it is no message of NATSBridge. */
  readonly payloads: readonly PassingPayload[];
  readonly purpose: string;
  /** Why it is none. */
  readonly fault?: string;
}

/** One payload of it. */
export interface PassingPayload {
  readonly name: string;
  readonly type: string;
  readonly bytes: number | undefined;
  readonly transport: string;
  /** Why it travels so, as far as its size tells. */
  readonly reason: string;
}

/** What a message says of itself. Nothing is downloaded. */
export function passingMessage(subject: string, body: Uint8Array): PassingMessage {
  const bytes = body.length;
  try {
    const { msg_purpose, payloads } = readEnvelope(body);
    return { subject, bytes, purpose: msg_purpose, payloads: payloads.map(passingPayload) };
  } catch (error) {
    const fault = said(error);
    return { subject, bytes, purpose: "", payloads: [], fault };
  }
}

function readEnvelope(body: Uint8Array): ReadEnvelopeV1 {
  return parseEnvelope(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
}

function passingPayload(payload: ReadEnvelopeV1["payloads"][number]): PassingPayload {
  const { dataname, payload_type, transport } = payload;
  const size = payload.size ?? undefined;
  return {
    name: dataname,
    type: payload_type,
    bytes: size,
    transport,
    reason: reasonOf(transport, size),
  };
}

function reasonOf(transport: string, size: number | undefined): string {
  if (transport === "direct" || size === undefined) return "";
  return size >= DEFAULT_SIZE_THRESHOLD
    ? `at least ${DEFAULT_SIZE_THRESHOLD.toLocaleString("en-US")} bytes`
    : "the message would be too large, or a lower threshold was set";
}
