import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { serializeData } from "@natsbridge/codecs";
import type { LazyEnvelope, PayloadInfo, ReceivedEnvelope } from "natsbridge";

/** One payload of a received message, read when it is asked for. */
export interface ShownPayload {
  readonly info: PayloadInfo;
  /** The value, as `smartreceive` gives it. */
  value(): Promise<unknown>;
  /** Writes the bytes to a file, which appears when it is complete. */
  saveTo(path: string): Promise<void>;
}

/** The payloads of a message, or those of one name. */
export function shownPayloads(
  envelope: LazyEnvelope | ReceivedEnvelope,
  name: string | undefined,
): ShownPayload[] {
  const { payload_info } = envelope;
  const isLazy = envelope.payloads.some(([, data]) => isHandle(data));
  const payloads = isLazy
    ? lazyPayloads(envelope as LazyEnvelope)
    : eagerPayloads(envelope as ReceivedEnvelope);
  return payloads.filter((_, index) => {
    return name === undefined || payload_info[index]?.dataname === name;
  });
}

function lazyPayloads({ payloads, payload_info }: LazyEnvelope): ShownPayload[] {
  return payloads.flatMap(([, handle], index) => {
    const info = payload_info[index];
    if (info === undefined) return [];
    return [{ info, value: () => handle.value(), saveTo: (path: string) => handle.saveTo(path) }];
  });
}

function eagerPayloads({ payloads, payload_info }: ReceivedEnvelope): ShownPayload[] {
  return payloads.flatMap(([, data, type], index) => {
    const info = payload_info[index];
    if (info === undefined) return [];
    const saveTo = async (path: string) => writeWhole(path, await serializeData(data, type));
    return [{ info, value: async () => data, saveTo }];
  });
}

function isHandle(data: unknown): boolean {
  return typeof data === "object" && data !== null && "saveTo" in data;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(unfinished, bytes, { flag: "wx" });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
