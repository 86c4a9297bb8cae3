import { setTimeout as delay } from "node:timers/promises";
import type { Receipt, Sent, SmartSendOptions } from "natsbridge";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { printJson } from "../terminal/print.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { durabilityOf } from "./durability-of.ts";
import { explainSend } from "./explain-send.ts";
import { payloadsOf } from "./payloads-of.ts";
import { showReceipt } from "./show-receipt.ts";

/** Flags of `natsbridge send`. */
export interface SendFlags extends GlobalFlags {
  readonly jetstream?: true | undefined;
  readonly confirm?: "server" | "client" | undefined;
  readonly purpose: string;
  readonly sender: string;
  readonly receiver?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly sizeThreshold?: number | undefined;
  readonly header?: Readonly<Record<string, string>> | undefined;
  readonly explain?: true | undefined;
  readonly repeat: number;
  readonly rate?: number | undefined;
}

/** Sends, and says what became of it. */
export async function runSend(
  subject: string,
  payloads: readonly string[],
  flags: SendFlags,
  signal: AbortSignal,
): Promise<number> {
  const values = await payloadsOf(payloads, flags.repeat > 1, signal);
  const place = await jetStreamPlace(flags);
  const options: SmartSendOptions = {
    msg_purpose: flags.purpose,
    sender_name: flags.sender,
    receiver_name: flags.receiver,
    reply_to: flags.replyTo,
    correlation_id: flags.correlationId,
    metadata: flags.metadata,
    headers: flags.header,
    size_threshold: flags.sizeThreshold,
    jetstream: flags.jetstream && place,
    confirm: flags.confirm,
    signal,
  };
  if (flags.explain) return explainSend(subject, values, options, flags);
  const bridge = await openBridge(flags, signal);
  try {
    await repeat(flags, signal, async () => {
      const sent = await sendOnce((each) => bridge.smartsend(subject, values, each), options);
      const durability = await durabilityOf(bridge.connection, sent, place);
      const receipt = { ...sent, ...(durability && { durability }) };
      if (flags.json) printJson({ subject, ...receipt });
      else showReceipt(subject, receipt);
    });
  } finally {
    await bridge.close();
  }
  return 0;
}

async function sendOnce(
  send: (options: SmartSendOptions) => Promise<Sent>,
  options: SmartSendOptions,
): Promise<Receipt & { readonly msg_id: string; readonly correlation_id: string }> {
  const progress = new ProgressLine();
  try {
    const [{ msg_id, correlation_id }, , receipt] = await send({
      ...options,
      on_progress: (step) => progress.update(step),
    });
    return { msg_id, correlation_id, ...receipt };
  } finally {
    progress.clear();
  }
}

async function repeat(
  flags: SendFlags,
  signal: AbortSignal,
  send: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  for (let sent = 0; sent < flags.repeat; sent += 1) {
    signal.throwIfAborted();
    const due =
      flags.rate === undefined ? 0 : started + (sent * 1000) / flags.rate - performance.now();
    if (due > 0) await delay(due, undefined, { signal });
    await send();
  }
}
