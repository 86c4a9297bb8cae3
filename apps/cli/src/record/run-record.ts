import { mkdir, open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NatsBridgeError } from "@natsbridge/schema";
import { storedMessages } from "@natsbridge/transport";
import type { NATSBridge } from "natsbridge";
import { sayListening } from "../message/say-listening.ts";
import { readSubject } from "../recv/read-subject.ts";
import { withinSilence } from "../recv/within-silence.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { counted } from "../terminal/counted.ts";
import { print, printJson } from "../terminal/print.ts";
import { type Recordable, recordMessage } from "./record-message.ts";
import { FILES, MANIFEST, type Manifest, MESSAGES } from "./recording.ts";

/** Flags of `natsbridge record`. */
export interface RecordFlags extends GlobalFlags {
  readonly stream?: string | undefined;
  readonly subject?: string | undefined;
  readonly count?: number | undefined;
  /** In ms. */
  readonly timeout?: number | undefined;
}

/** Records until there is no more, or it is interrupted: then what was recorded so far is complete. */
export async function runRecord(
  dir: string,
  flags: RecordFlags,
  signal: AbortSignal,
): Promise<number> {
  const { stream, subject } = flags;
  if (stream === undefined && subject === undefined) throw invalid("Say --stream or --subject");
  const bridge = await openBridge(flags, signal);
  try {
    await makeFolder(dir);
    const { messages, files, faults } = await recordAll(bridge, dir, flags, signal);
    const manifest: Manifest = {
      format: "natsbridge-recording",
      version: 1,
      recorded_at: new Date().toISOString(),
      ...(stream !== undefined && { stream }),
      ...(subject !== undefined && { subject }),
      messages,
      files,
    };
    await writeFile(join(dir, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
    if (flags.json) printJson({ ...manifest, faults });
    else
      print(
        `${counted(messages, "message")} and ${counted(files, "file")} in ${dir}${faults === 0 ? "" : `, ${counted(faults, "file")} could not be read`}`,
      );
    return faults === 0 ? 0 : 1;
  } finally {
    await bridge.close();
  }
}

async function recordAll(bridge: NATSBridge, dir: string, flags: RecordFlags, signal: AbortSignal) {
  const total = { messages: 0, files: 0, faults: 0 };
  await using lines = await open(join(dir, MESSAGES), "wx");
  try {
    for await (const message of source(bridge, flags, signal)) {
      const recorded = await recordMessage(bridge, dir, total.messages + 1, message, signal);
      await lines.appendFile(`${JSON.stringify(recorded)}\n`);
      total.messages += 1;
      total.files += recorded.files.filter(({ name }) => name !== undefined).length;
      total.faults += recorded.files.filter(({ fault }) => fault !== undefined).length;
      if (total.messages === flags.count || signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return total;
}

async function* source(
  bridge: NATSBridge,
  flags: RecordFlags,
  signal: AbortSignal,
): AsyncGenerator<Recordable> {
  const { connection } = bridge;
  const { stream, subject, timeout, json } = flags;
  if (stream !== undefined) {
    const place = await jetStreamPlace(flags);
    for await (const message of storedMessages(connection, stream, subject ?? ">", place)) {
      const { seq: sequence, subject: at, time, header_lines: headers, data } = message;
      yield { subject: at, time, sequence, headers, data };
    }
    return;
  }
  const at = subject ?? "";
  const onReady = () => sayListening(at, json === true);
  const incoming = readSubject(connection, at, signal, onReady);
  for await (const message of withinSilence(incoming, timeout)) {
    const { headers } = message;
    const list = (headers?.keys() ?? []).flatMap((name) =>
      (headers?.values(name) ?? []).map((value) => [name, value] as const),
    );
    const time = new Date().toISOString();
    yield { subject: message.subject, time, headers: list, data: message.data };
  }
}

async function makeFolder(dir: string): Promise<void> {
  await mkdir(join(dir, FILES), { recursive: true });
  const found = (await readdir(dir)).filter((name) => name !== FILES);
  const files = await readdir(join(dir, FILES));
  if (found.length + files.length > 0) throw invalid(`${dir} is not empty`);
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}
