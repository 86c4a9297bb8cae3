import { NatsBridgeError } from "@natsbridge/schema/base";
import type { TransferProgress } from "../store/file-server.ts";

/** Bytes are handed to the network in pieces of this size, so that progress and aborts are seen in between. */
const PIECE = 256 * 1024;

/** What goes around the bytes of an upload, and who watches them go. */
export interface UploadFrame {
  readonly head?: Uint8Array | undefined;
  readonly tail?: Uint8Array | undefined;
  /** Called for each piece that the network takes. */
  readonly onPiece?: (() => void) | undefined;
  /** Ends the reading: a runtime may go on pulling from a request that it has given up. */
  readonly signal?: AbortSignal | undefined;
  /** Reading is not sending yet: whoever sends tells the progress by `report`. Default: false. */
  readonly isQuiet?: boolean | undefined;
}

/** What an upload reads from. */
export interface UploadSource {
  /** Length in bytes, when known. */
  readonly size: number | undefined;
  /** Whether the source can be read again after a failed attempt: bytes can, streams cannot. */
  readonly isReopenable: boolean;
  /** The whole content, where it is bytes. */
  readonly bytes: Uint8Array | undefined;
  /** Bytes read so far by the current attempt; of bytes that are sent as a whole, those sent. */
  readonly loaded: number;
  /** Whether the current attempt has read it to its end. */
  readonly isRead: boolean;
  /** The fault of the source itself, if it had one: a stream that failed, or was shorter or longer than promised. */
  readonly fault: NatsBridgeError | undefined;
  /** Tells that so many bytes were sent, for a source that was collected before; others tell by being read. */
  report(sent: number): void;
  /** Starts reading. */
  open(frame?: UploadFrame): ReadableStream<Uint8Array>;
  /** Ends a stream that was not read to its end. Always call it when an upload is over. */
  close(reason?: unknown): Promise<void>;
}

/** Prepares what a caller passed to `upload`. `what` names the upload in errors. */
export function createUploadSource(
  body: Uint8Array | ReadableStream<Uint8Array>,
  what: string,
  options: {
    readonly size?: number | undefined;
    readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  } = {},
): UploadSource {
  if (!(body instanceof ReadableStream) && !(body instanceof Uint8Array))
    throw new NatsBridgeError({
      code: "invalid_payload",
      message: `${what}: expected a Uint8Array or a ReadableStream, got ${describeKind(body)}`,
    });
  const isReopenable = body instanceof Uint8Array;
  const size = isReopenable ? body.length : options.size;
  let loaded = 0;
  let isRead = false;
  let fault: NatsBridgeError | undefined;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  const fail = (message: string, cause?: unknown): never => {
    fault = new NatsBridgeError({
      code: "upload_failed",
      message: `${what}: ${message}`,
      isRetryable: false,
      cause,
    });
    throw fault;
  };

  async function next(): Promise<Uint8Array | undefined> {
    if (isReopenable) {
      return loaded === body.length ? undefined : body.subarray(loaded, loaded + PIECE);
    }
    let chunk: Uint8Array | undefined;
    try {
      chunk = (await reader?.read())?.value;
    } catch (error) {
      return fail("the stream to upload failed", error);
    }
    if (chunk !== undefined && !(chunk instanceof Uint8Array))
      return fail(`the stream to upload gave ${describeKind(chunk)} instead of a Uint8Array`);
    const end = loaded + (chunk?.length ?? 0);
    if (size !== undefined && (end > size || (chunk === undefined && end !== size)))
      return fail(`the stream to upload has ${end} bytes or more, expected ${size}`);
    return chunk;
  }

  async function* framed({ head, tail, isQuiet }: UploadFrame): AsyncGenerator<Uint8Array, void> {
    if (head !== undefined) yield head;
    for (let piece = await next(); piece !== undefined; piece = await next()) {
      loaded += piece.length;
      if (!isQuiet) options.onProgress?.({ loaded, total: size });
      if (piece.length > 0) yield piece;
    }
    isRead = true;
    if (tail !== undefined) yield tail;
  }

  return {
    size,
    isReopenable,
    bytes: isReopenable ? body : undefined,
    get loaded() {
      return loaded;
    },
    get isRead() {
      return isRead;
    },
    get fault() {
      return fault;
    },
    report(sent) {
      const total = size ?? loaded;
      const done = Math.max(0, Math.min(sent, total));
      if (isReopenable) loaded = done;
      options.onProgress?.({ loaded: done, total });
    },
    open(frame = {}) {
      loaded = 0;
      isRead = false;
      if (!isReopenable) reader = body.getReader();
      const pieces = framed(frame);
      return new ReadableStream<Uint8Array>(
        {
          async pull(target) {
            if (frame.signal?.aborted === true) {
              await reader?.cancel(frame.signal.reason);
              throw frame.signal.reason;
            }
            const { done, value } = await pieces.next();
            frame.onPiece?.();
            if (done) target.close();
            else target.enqueue(value);
          },
          cancel: (reason) => reader?.cancel(reason),
        },
        { highWaterMark: 0 },
      );
    },
    async close(reason) {
      if (isReopenable) return;
      const ending = reader === undefined ? body.cancel(reason) : reader.cancel(reason);
      await ending.catch(() => undefined);
    },
  };
}

function describeKind(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
}
