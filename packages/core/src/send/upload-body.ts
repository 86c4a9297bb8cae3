import { createSha256 } from "@natsbridge/codecs";
import { NatsBridgeError } from "@natsbridge/schema/base";
import type { StreamPayload } from "./prepare.ts";
import { nextChunk } from "./source.ts";

/** A stream payload as a body for an upload, measured on the way. */
export interface UploadBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Size in bytes and checksum, once the stream was read to its end. */
  measured(): { readonly size: number; readonly checksum: string };
  /** What the source failed with, which tells more than the upload that broke because of it. */
  fault(): unknown;
  /** Ends a source that nobody read to its end. */
  close(): Promise<void>;
}

/** Reads only as fast as the upload takes; computes size and checksum while the bytes pass. */
export function uploadBody({ head, rest, size: expected }: StreamPayload): UploadBody {
  const hash = createSha256();
  const queue = [...head];
  let size = 0;
  let fault: unknown;
  let isLeft = false;
  const leave = async () => {
    isLeft = true;
    await rest.return?.();
  };
  const next = async () => {
    try {
      const chunk = queue.shift() ?? (await nextChunk(rest));
      if (chunk === undefined && size !== (expected ?? size)) throw changedLength(expected, size);
      return chunk;
    } catch (error) {
      // A source that was left before its end fails because of that.
      if (!isLeft) fault = error;
      throw error;
    }
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await next();
        if (chunk === undefined) return controller.close();
        size += chunk.byteLength;
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    fault: () => fault,
    measured: () => ({ size, checksum: hash.digestHex() }),
    close: leave,
  };
}

function changedLength(expected: number | undefined, size: number): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_payload",
    message: `the source said ${expected} bytes and delivered ${size}`,
  });
}
