import { join } from "node:path";
import { NatsBridgeError, parseEnvelope } from "@natsbridge/schema";
import type { LazyEnvelope, NATSBridge } from "natsbridge";
import {
  FILES,
  type HeaderList,
  type RecordedFile,
  type RecordedMessage,
  sha256OfFile,
} from "./recording.ts";

/** A message to record. */
export interface Recordable {
  readonly subject: string;
  readonly time: string;
  readonly sequence?: number;
  readonly headers: HeaderList;
  readonly data: Uint8Array;
}

/** Saves the files of a message and gives its line. A file that cannot be read is told in the line. */
export async function recordMessage(
  bridge: NATSBridge,
  dir: string,
  number: number,
  message: Recordable,
  signal: AbortSignal,
): Promise<RecordedMessage> {
  const { data, ...about } = message;
  const files: RecordedFile[] = [];
  const envelope = await receive(bridge, data, signal);
  const urls = envelope === undefined ? [] : linksOf(data);
  for (const [payload, url] of urls) {
    const handle = envelope?.payloads[payload]?.[1];
    const name = `${String(number).padStart(6, "0")}-${payload}`;
    try {
      await handle?.saveTo(join(dir, FILES, name));
      files.push({ payload, url, name, sha256: await sha256OfFile(join(dir, FILES, name)) });
    } catch (error) {
      if (!NatsBridgeError.isInstance(error) || error.code === "aborted") throw error;
      if (error.code === "unsupported") throw error;
      files.push({ payload, url, fault: error.message });
    }
  }
  return { ...about, body: Buffer.from(data).toString("base64"), files };
}

/** What is no message of NATSBridge is recorded without looking further. */
async function receive(
  bridge: NATSBridge,
  data: Uint8Array,
  signal: AbortSignal,
): Promise<LazyEnvelope | undefined> {
  try {
    return await bridge.smartreceive(data, { lazy: true, signal });
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.code !== "aborted") return undefined;
    throw error;
  }
}

function linksOf(data: Uint8Array): (readonly [payload: number, url: string])[] {
  const { payloads } = parseEnvelope(JSON.parse(new TextDecoder().decode(data)));
  return payloads.flatMap(({ transport, data: url }, payload) =>
    transport === "link" ? [[payload, String(url)] as const] : [],
  );
}
