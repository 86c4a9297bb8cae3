import { NatsBridgeError } from "@natsbridge/schema";
import type { JetStreamPlace } from "@natsbridge/transport";
import type { NATSBridge, Progress } from "natsbridge";
import type { Incoming } from "../message/incoming.ts";
import { type MessagePrinter, messagePrinter } from "../message/message-printer.ts";
import type { Received } from "../message/print-options.ts";
import { sayListening } from "../message/say-listening.ts";
import { tellConnection } from "../message/tell-connection.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { sizeLimits } from "../settings/size-limits.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { readStream } from "./read-stream.ts";
import { readSubject } from "./read-subject.ts";
import { meets, type WhereClause } from "./where.ts";
import { withinSilence } from "./within-silence.ts";

/** Flags of `natsbridge recv`. */
export interface RecvFlags extends GlobalFlags {
  readonly stream?: string | undefined;
  readonly from?: string | undefined;
  readonly durable?: string | undefined;
  readonly count?: number | undefined;
  /** In ms. */
  readonly timeout?: number | undefined;
  readonly out?: string | undefined;
  readonly force?: true | undefined;
  readonly select?: string | undefined;
  readonly where?: readonly WhereClause[] | undefined;
  readonly maxBytes?: number | undefined;
  readonly full?: true | undefined;
}

/** Shows or saves messages; gives the exit code. */
export async function runRecv(
  subject: string | undefined,
  flags: RecvFlags,
  signal: AbortSignal,
): Promise<number> {
  assertFlags(subject, flags);
  const place = await jetStreamPlace(flags);
  const bridge = await openBridge(flags, signal);
  const { stream, json } = flags;
  void tellConnection(bridge, stream === undefined ? subject : undefined, json === true);
  // Ends what is read when enough has come, as the signal does.
  const enough = new AbortController();
  const both = AbortSignal.any([signal, enough.signal]);
  try {
    const messages = withinSilence(
      source(bridge, subject, { ...flags, place }, both),
      flags.timeout,
    );
    const printer = messagePrinter(flags);
    let shown = 0;
    let faults = 0;
    for await (const message of messages) {
      const { isWanted, fault } = await show(bridge, message, flags, printer, both);
      if (isWanted) shown += 1;
      if (fault !== undefined) faults += 1;
      const isLast = shown === flags.count;
      // First no more are asked for, then the last is settled: else one more would be taken and given back.
      if (isLast) await messages.return(undefined);
      if (fault === undefined) message.done();
      else message.failed(fault.code, fault.isRetryable);
      if (isLast) break;
    }
    if (signal.aborted) return 0;
    return faults === 0 && shown >= (flags.count ?? 1) ? 0 : 1;
  } finally {
    enough.abort();
    await bridge.close();
  }
}

function source(
  bridge: NATSBridge,
  subject: string | undefined,
  flags: RecvFlags & { readonly place: JetStreamPlace },
  signal: AbortSignal,
): AsyncGenerator<Incoming> {
  const { stream, from, durable, place } = flags;
  if (stream === undefined) {
    const at = subject ?? "";
    const onReady = () => sayListening(at, flags.json === true);
    return readSubject(bridge.connection, at, signal, onReady);
  }
  return readStream(bridge.connection, { stream, subject, from, durable, place, signal });
}

/** Shows a message where it is wanted, and tells what could not be shown. */
async function show(
  bridge: NATSBridge,
  message: Incoming,
  { where = [], maxBytes }: RecvFlags,
  printer: MessagePrinter,
  signal: AbortSignal,
): Promise<{ readonly isWanted: boolean; readonly fault?: NatsBridgeError | undefined }> {
  const progress = new ProgressLine();
  const { received, forbidden } = await receive(bridge, message, progress, { maxBytes, signal });
  if (where.length > 0 && (received instanceof NatsBridgeError || !meets(received, where))) {
    return { isWanted: false };
  }
  const fault = await printer(message, received, forbidden).finally(() => progress.clear());
  return { isWanted: true, fault };
}

/** A message whose links may not be read is shown all the same, but for these. */
async function receive(
  bridge: NATSBridge,
  message: Incoming,
  progress: ProgressLine,
  { maxBytes, signal }: Pick<RecvFlags, "maxBytes"> & { readonly signal: AbortSignal },
): Promise<{ readonly received: Received; readonly forbidden?: NatsBridgeError }> {
  const options = {
    lazy: true,
    ...sizeLimits(maxBytes),
    on_progress: (step: Progress) => progress.update(step),
    signal,
  } as const;
  try {
    return { received: await bridge.smartreceive(message, options) };
  } catch (error) {
    if (!NatsBridgeError.isInstance(error)) throw error;
    if (error.code !== "link_forbidden") return { received: error };
    const received = await bridge.smartreceive(message, {
      ...options,
      allowed_link_origins: "any",
    });
    return { received, forbidden: error };
  }
}

function assertFlags(subject: string | undefined, flags: RecvFlags): void {
  const { stream, from, durable } = flags;
  if (stream === undefined && subject === undefined) throw invalid("Name a subject, or --stream");
  for (const [flag, value] of Object.entries({ "--from": from, "--durable": durable })) {
    if (value !== undefined && stream === undefined) throw invalid(`${flag} goes with --stream`);
  }
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}
