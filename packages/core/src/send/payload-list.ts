import type { PayloadInput } from "@natsbridge/codecs";
import {
  isPayloadType,
  MAX_PAYLOADS,
  NatsBridgeError,
  PAYLOAD_TYPES,
  type PayloadType,
} from "@natsbridge/schema/base";
import { describePayload } from "../telemetry/payload-error.ts";

/**
 * Bytes that come piece by piece: a `ReadableStream`, a Node `Readable`, any async iterable. Uploaded while it is read.
 * Once a send has begun, its streams are read to their end or ended (cancelled, destroyed), whatever becomes of it.
 */
export type StreamInput = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** What is accepted for each payload type. */
export type SendInput = {
  [Type in PayloadType]: Type extends BinaryType
    ? PayloadInput[Type] | StreamInput
    : PayloadInput[Type];
};

/** One payload to send: its name, its value, its type. The type decides which values are accepted. */
export type SendPayload = {
  [Type in PayloadType]: readonly [dataname: string, data: SendInput[Type], type: Type];
}[PayloadType];

type BinaryType = "image" | "audio" | "video" | "binary";

/** A tuple whose shape, name and type were checked; its value was not. */
export interface ListedPayload {
  readonly index: number;
  readonly dataname: string;
  readonly data: unknown;
  readonly payload_type: PayloadType;
}

/**
 * Checks the shape of a list of payloads. Names may be empty, repeat and hold anything.
 *
 * @throws NatsBridgeError `invalid_payload` or `unsupported_type`.
 */
export function listPayloads(data: unknown, msg_purpose: string): ListedPayload[] {
  if (!Array.isArray(data)) {
    throw invalid(`data: expected a list of [dataname, data, type], got ${shape(data)}`);
  }
  if (data.length === 0 && msg_purpose === "chat") {
    throw invalid(`data: a message of msg_purpose "chat" needs at least one payload`);
  }
  if (data.length > MAX_PAYLOADS) {
    throw invalid(
      `data: a message has at most ${MAX_PAYLOADS} payloads, got ${data.length}; send several messages`,
    );
  }
  return data.map(listPayload);
}

function listPayload(tuple: unknown, index: number): ListedPayload {
  if (!Array.isArray(tuple) || tuple.length !== 3) {
    throw invalid(`Payload ${index}: expected [dataname, data, type], got ${shape(tuple)}`);
  }
  const [dataname, data, payload_type]: unknown[] = tuple;
  if (typeof dataname !== "string") {
    throw invalid(`Payload ${index}: expected a string as dataname, got ${typeof dataname}`);
  }
  if (!isPayloadType(payload_type)) {
    throw new NatsBridgeError({
      code: "unsupported_type",
      message: `${describePayload({ index, dataname })}: unknown type ${typeof payload_type === "string" ? JSON.stringify(payload_type.slice(0, 80)) : shape(payload_type)}, expected one of ${PAYLOAD_TYPES.join(", ")}`,
      details: { index, dataname },
    });
  }
  return { index, dataname, data, payload_type };
}

function shape(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? `${value.length} items` : typeof value;
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_payload", message });
}
