import { openAsBlob } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FileServer, StoredFile } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";
import type { NatsConnection } from "@natsbridge/transport";
import { connectOptions } from "../settings/connect-options.ts";
import { fileServerOf } from "../settings/file-server.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openConnection } from "../settings/open-connection.ts";
import { storeOptions } from "../settings/store-options.ts";
import { publishRaw } from "../stored/publish-raw.ts";
import { counted } from "../terminal/counted.ts";
import { print, printJson } from "../terminal/print.ts";
import {
  FILES,
  type RecordedMessage,
  readManifest,
  recordedMessages,
  sha256OfFile,
} from "./recording.ts";
import { type Relink, relink } from "./relink.ts";

/** Flags of `natsbridge replay`. */
export interface ReplayFlags extends GlobalFlags {
  readonly jetstream?: true | undefined;
  readonly subject?: string | undefined;
  readonly rate?: number | undefined;
}

/** Sends a recording out again. */
export async function runReplay(
  dir: string,
  flags: ReplayFlags,
  signal: AbortSignal,
): Promise<number> {
  const manifest = await readManifest(dir);
  const { additions } = await connectOptions(flags);
  const store = fileServerOf(await storeOptions(flags, additions));
  const connection = await openConnection(flags, signal);
  const started = performance.now();
  let messages = 0;
  let duplicates = 0;
  try {
    for await (const message of recordedMessages(dir)) {
      signal.throwIfAborted();
      const due =
        flags.rate === undefined ? 0 : started + (messages * 1000) / flags.rate - performance.now();
      if (due > 0) await delay(due, undefined, { signal });
      if (await replay(connection, store, dir, message, flags, signal)) duplicates += 1;
      messages += 1;
    }
  } finally {
    await connection.close();
  }
  if (flags.json) printJson({ messages, files: manifest.files, duplicates });
  else
    print(
      `${counted(messages, "message")} and ${counted(manifest.files, "file")} sent${duplicates === 0 ? "" : `, ${duplicates} were there before`}`,
    );
  return 0;
}

/** Whether the stream had the message already. After a failure none of its files stays. */
async function replay(
  connection: NatsConnection,
  store: FileServer,
  dir: string,
  message: RecordedMessage,
  flags: ReplayFlags,
  signal: AbortSignal,
): Promise<boolean> {
  const stored: StoredFile[] = [];
  try {
    const links = await upload(store, dir, message, stored, signal);
    const data = relink(Buffer.from(message.body, "base64"), links);
    const subject = flags.subject ?? message.subject;
    const headers = message.headers.filter(([name]) => isKept(name));
    const ack = await publishRaw(connection, { subject, headers, data }, flags.jetstream === true);
    if (ack?.duplicate) await removeAll(store, stored);
    return ack?.duplicate === true;
  } catch (error) {
    await removeAll(store, stored);
    throw error;
  }
}

/** Other headers of NATS are instructions for the stream that it was recorded from. */
function isKept(name: string): boolean {
  return !/^nats-/i.test(name) || name.toLowerCase() === "nats-msg-id";
}

async function upload(
  store: FileServer,
  dir: string,
  message: RecordedMessage,
  stored: StoredFile[],
  signal: AbortSignal,
): Promise<Relink[]> {
  const links: Relink[] = [];
  for (const { payload, url, name, sha256 } of message.files) {
    if (name === undefined) continue;
    const path = join(dir, FILES, name);
    if ((await sha256OfFile(path)) !== sha256) {
      const text = `${path} is not what was recorded: its SHA-256 differs`;
      throw new NatsBridgeError({ code: "checksum_mismatch", message: text });
    }
    const blob = await openAsBlob(path);
    const file = await store.upload(name, blob.stream(), { size: blob.size, signal });
    stored.push(file);
    links.push({ payload, from: url, to: file.url });
  }
  return links;
}

async function removeAll(store: FileServer, stored: readonly StoredFile[]): Promise<void> {
  await Promise.all(stored.map((file) => store.remove?.(file).catch(() => undefined)));
}
