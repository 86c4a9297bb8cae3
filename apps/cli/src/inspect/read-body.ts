import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { NatsBridgeError } from "@natsbridge/schema";
import { askJetStream, connect } from "@natsbridge/transport";
import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";

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
export async function readBody(source: string, flags: GlobalFlags): Promise<FoundMessage> {
  if (source === "-") return { where: "standard input", data: await buffer(process.stdin) };
  const [, stream, sequence] = STORED.exec(source) ?? [];
  if (stream !== undefined && sequence !== undefined) {
    return readStored(stream, Number(sequence), flags);
  }
  try {
    return { where: source, data: await readFile(source) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `${why}. A message of a stream is given as STREAM:SEQ`;
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
}

async function readStored(stream: string, seq: number, flags: GlobalFlags): Promise<FoundMessage> {
  const { servers, connection_options } = await connectOptions(flags);
  const connection = await connect({ servers, connection_options, reconnect: false });
  try {
    const { message } = await askJetStream<{
      readonly message: { readonly subject: string; readonly data?: string };
    }>(connection, `STREAM.MSG.GET.${stream}`, { seq });
    const data = Buffer.from(message.data ?? "", "base64");
    return { where: `message ${seq} of stream ${stream}`, subject: message.subject, data };
  } finally {
    await connection.close();
  }
}
