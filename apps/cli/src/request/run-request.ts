import { messagePrinter } from "../message/message-printer.ts";
import { payloadsOf } from "../send/payloads-of.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { sizeLimits } from "../settings/size-limits.ts";
import { ProgressLine } from "../terminal/progress-line.ts";

/** Flags of `natsbridge request`. */
export interface RequestFlags extends GlobalFlags {
  /** In ms. */
  readonly timeout: number;
  readonly purpose: string;
  readonly sender: string;
  readonly out?: string | undefined;
  readonly force?: true | undefined;
  readonly maxBytes?: number | undefined;
  readonly full?: true | undefined;
}

/** Asks once and shows the answer; a NACK rejects as `rejected`. */
export async function runRequest(
  subject: string,
  payloads: readonly string[],
  flags: RequestFlags,
  signal: AbortSignal,
): Promise<number> {
  const values = await payloadsOf(payloads, false, signal);
  const bridge = await openBridge(flags, signal);
  const progress = new ProgressLine();
  try {
    const answer = await bridge.request(subject, values, {
      timeout: flags.timeout,
      msg_purpose: flags.purpose,
      sender_name: flags.sender,
      ...sizeLimits(flags.maxBytes),
      on_progress: (step) => progress.update(step),
      signal,
    });
    progress.clear();
    const print = messagePrinter(flags);
    const fault = await print(
      { subject: flags.json ? answer.send_to : "", data: new Uint8Array() },
      answer,
    );
    return fault === undefined ? 0 : 1;
  } finally {
    progress.clear();
    await bridge.close();
  }
}
