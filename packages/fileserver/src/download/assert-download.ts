import { NatsBridgeError } from "@natsbridge/schema/base";
import type { Download } from "../store/file-server.ts";

/** What a store gave for a download: one of the caller's own may give anything. @throws NatsBridgeError `invalid_config`. */
export function assertDownload(given: unknown, label: string): Download {
  const { body, offset, size } = (given ?? {}) as Partial<Record<keyof Download, unknown>>;
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
  const isStream = typeof (body as Partial<ReadableStream> | undefined)?.getReader === "function";
  if (isStream && isCount(offset) && (size === undefined || isCount(size)))
    return given as Download;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `${label}: download() of the store must give { body, offset, size }: a ReadableStream, a whole number from 0, and one or undefined`,
  });
}

/** A chunk that a store gave, or undefined at the end. @throws NatsBridgeError `invalid_config`. */
export function assertChunk(chunk: unknown, label: string): Uint8Array | undefined {
  if (chunk === undefined || chunk instanceof Uint8Array) return chunk;
  const message = `${label}: the body of a store's download must give Uint8Array, got ${typeof chunk}`;
  throw new NatsBridgeError({ code: "invalid_config", message });
}
