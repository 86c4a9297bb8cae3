import { readFile } from "node:fs/promises";
import { NatsBridgeError } from "@natsbridge/schema";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openConnection } from "../settings/open-connection.ts";
import { storedMessage } from "../stored/stored-message.ts";
import { readStdin } from "../terminal/read-stdin.ts";

/** The body of a message, and where it was. */
export interface FoundMessage {
  readonly where: string;
  readonly subject?: string;
  readonly data: Uint8Array;
}

const STORED = /^([^\s.*>/\\:]+):(\d+)$/;

/**
 * Reads a body from a file, from standard input (`-`), or from a stream (`STREAM:SEQ`).
 * @throws NatsBridgeError `invalid_config` for what is none of these.
 */
export async function readBody(
  source: string,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<FoundMessage> {
  if (source === "-") return { where: "standard input", data: await readStdin(signal) };
  const [, stream, sequence] = STORED.exec(source) ?? [];
  if (stream !== undefined && sequence !== undefined) {
    return readStored(stream, Number(sequence), flags, signal);
  }
  try {
    return { where: source, data: await readFile(source) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `${why}. A message of a stream is given as STREAM:SEQ`;
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
}

async function readStored(
  stream: string,
  sequence: number,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<FoundMessage> {
  const connection = await openConnection(flags, signal);
  try {
    const { subject, data } = await storedMessage(connection, stream, sequence);
    return { where: `message ${sequence} of stream ${stream}`, subject, data };
  } finally {
    await connection.close();
  }
}
