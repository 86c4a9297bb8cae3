import {
  type ArrowCompression,
  type JsonMode,
  SYNC_BYTES,
  serializeBatches,
  serializeData,
  serializeDataSync,
  sha256Hex,
  sha256HexSync,
} from "@natsbridge/codecs";
import type { PayloadType } from "@natsbridge/schema";
import { randomId, throwIfAborted } from "@natsbridge/schema/base";
import { payloadError } from "../telemetry/payload-error.ts";
import type { ListedPayload } from "./payload-list.ts";
import { isAsyncIterable, nextChunk, type StreamSource, streamSource } from "./source.ts";

/** A payload whose bytes are known: small enough for the message, or not. */
export interface BytesPayload {
  readonly kind: "bytes";
  /** UUID v4. */
  readonly id: string;
  readonly index: number;
  readonly dataname: string;
  readonly payload_type: PayloadType;
  readonly bytes: Uint8Array;
  /** SHA-256, 64 lower-case hex digits. */
  readonly checksum: string;
}

/** A payload longer than the direct limit, of which only the beginning was read. */
export interface StreamPayload {
  readonly kind: "stream";
  /** UUID v4. */
  readonly id: string;
  readonly index: number;
  readonly dataname: string;
  readonly payload_type: PayloadType;
  /** What was read to find out how long it is. */
  readonly head: readonly Uint8Array[];
  readonly rest: AsyncIterator<unknown>;
  /** Length in bytes where the source said it. */
  readonly size: number | undefined;
}

/** A payload ready to be planned. */
export type PreparedPayload = BytesPayload | StreamPayload;

/** Options of {@link preparePayloads}. */
export interface PrepareOptions {
  readonly arrow_compression?: ArrowCompression | undefined;
  readonly json?: JsonMode | undefined;
  /** Serialized size in bytes from which a payload certainly becomes a link. */
  readonly direct_limit: number;
  readonly signal: AbortSignal | undefined;
}

const BINARY: ReadonlySet<PayloadType> = new Set(["image", "audio", "video", "binary"]);

/**
 * Serializes the payloads in order. A stream is read up to the direct limit only.
 *
 * @throws NatsBridgeError `invalid_payload`, naming the payload; no stream stays open.
 */
export async function preparePayloads(
  listed: readonly ListedPayload[],
  options: PrepareOptions,
): Promise<PreparedPayload[]> {
  const prepared: PreparedPayload[] = [];
  try {
    for (const payload of listed) {
      throwIfAborted("The send", options.signal);
      const ready = preparePayload(payload, options);
      // A promise that is not waited for costs nothing: most payloads are at hand.
      prepared.push(ready instanceof Promise ? await ready : ready);
    }
    return prepared;
  } catch (error) {
    await Promise.all([closeStreams(prepared), closeUnread(listed.slice(prepared.length + 1))]);
    throw error;
  }
}

/**
 * Serializes and hashes payloads that are all at hand, at once. Undefined where one has to be waited for, or is so large
 * that others should get their turn.
 *
 * @throws NatsBridgeError `invalid_payload`, naming the payload.
 */
export function prepareAtHand(
  listed: readonly ListedPayload[],
  json: PrepareOptions["json"],
): BytesPayload[] | undefined {
  if (!listed.every(isAtHand)) return undefined;
  return listed.map((payload) => {
    const { index, dataname, data, payload_type } = payload;
    try {
      const bytes = serializeDataSync(data, payload_type, { json }) ?? new Uint8Array();
      const checksum = sha256HexSync(bytes);
      return { kind: "bytes", id: randomId(), index, dataname, payload_type, bytes, checksum };
    } catch (error) {
      throw payloadError(error, { index, dataname }, "invalid_payload");
    }
  });
}

/** Writing JSON takes longer than hashing it. */
function isAtHand({ payload_type, data }: ListedPayload): boolean {
  if (payload_type === "arrowtable") return false;
  if (BINARY.has(payload_type)) return ArrayBuffer.isView(data) && data.byteLength <= SYNC_BYTES;
  return typeof data !== "string" || data.length <= SYNC_BYTES;
}

/** Ends the streams that nobody read to their end. */
export async function closeStreams(prepared: readonly PreparedPayload[]): Promise<void> {
  const streams = prepared.filter((payload) => payload.kind === "stream");
  if (streams.length === 0) return;
  await Promise.allSettled(streams.map(({ rest }) => rest.return?.()));
}

/** Ends the streams whose turn did not come; the one that failed has ended already. */
async function closeUnread(listed: readonly ListedPayload[]): Promise<void> {
  const isStreamed = ({ payload_type }: ListedPayload) =>
    BINARY.has(payload_type) || payload_type === "arrowtable";
  const ends = listed
    .filter(isStreamed)
    .map(async ({ data }) => streamSource(data, undefined)?.chunks.return?.());
  await Promise.allSettled(ends);
}

function preparePayload(
  listed: ListedPayload,
  options: PrepareOptions,
): PreparedPayload | Promise<PreparedPayload> {
  const { index, dataname, data, payload_type } = listed;
  try {
    const bytes = serializeDataSync(data, payload_type, { json: options.json });
    return bytes === undefined ? awaitPayload(listed, options) : bytesPayload(listed, bytes);
  } catch (error) {
    throw payloadError(error, { index, dataname }, "invalid_payload");
  }
}

/** A payload that is not at hand. */
async function awaitPayload(
  listed: ListedPayload,
  { arrow_compression, direct_limit, signal }: PrepareOptions,
): Promise<PreparedPayload> {
  const { index, dataname, payload_type } = listed;
  try {
    const source = payloadSource(listed, arrow_compression, signal);
    if (source !== undefined) return await readHead(source, listed, direct_limit);
    const bytes = await serializeData(listed.data, payload_type, { arrow_compression });
    return await bytesPayload(listed, bytes);
  } catch (error) {
    throw payloadError(error, { index, dataname }, "invalid_payload");
  }
}

/** The payload piece by piece, where it comes so: a stream of bytes, or of Arrow batches. */
function payloadSource(
  { payload_type, data }: ListedPayload,
  arrow_compression: PrepareOptions["arrow_compression"],
  signal: AbortSignal | undefined,
): StreamSource | undefined {
  if (BINARY.has(payload_type)) return streamSource(data, signal);
  if (payload_type !== "arrowtable" || !isAsyncIterable(data)) return undefined;
  return streamSource(serializeBatches(data, { arrow_compression }), signal);
}

function bytesPayload(
  listed: ListedPayload,
  bytes: Uint8Array,
): BytesPayload | Promise<BytesPayload> {
  const { index, dataname, payload_type } = listed;
  const withChecksum = (checksum: string): BytesPayload => {
    return { kind: "bytes", id: randomId(), index, dataname, payload_type, bytes, checksum };
  };
  return bytes.byteLength <= SYNC_BYTES
    ? withChecksum(sha256HexSync(bytes))
    : sha256Hex(bytes).then(withChecksum);
}

async function readHead(
  { chunks: rest, size }: StreamSource,
  listed: ListedPayload,
  direct_limit: number,
): Promise<PreparedPayload> {
  const head: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < direct_limit) {
      const chunk = await nextChunk(rest);
      if (chunk === undefined) return await bytesPayload(listed, join(head, length));
      head.push(chunk);
      length += chunk.byteLength;
    }
  } catch (error) {
    await rest.return?.();
    throw error;
  }
  const { index, dataname, payload_type } = listed;
  return { kind: "stream", id: randomId(), index, dataname, payload_type, head, rest, size };
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
