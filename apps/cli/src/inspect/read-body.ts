import { readFile } from "node:fs/promises";
import { NatsBridgeError } from "@natsbridge/schema";
import { said } from "../said.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openConnection } from "../settings/open-connection.ts";
import { messageAt } from "../stored/message-at.ts";
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
    const message = `${said(error)}. A message of a stream is given as STREAM:SEQ`;
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
}

async function readStored(
  stream: string,
  sequence: number,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<FoundMessage> {
  const place = await jetStreamPlace(flags);
  const connection = await openConnection(flags, signal);
  try {
    const { subject, data } = await messageAt(connection, stream, sequence, place);
    return { where: `message ${sequence} of stream ${stream}`, subject, data };
  } finally {
    await connection.close();
  }
}
