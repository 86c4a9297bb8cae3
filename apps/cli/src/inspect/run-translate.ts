import { NatsBridgeError } from "@natsbridge/schema";
import { smartreceive } from "natsbridge";
import { messagePrinter } from "../message/message-printer.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { readStdin } from "../terminal/read-stdin.ts";

/** Prints the message on standard input as what it is; what is no message passes unchanged. Links are not followed. */
export async function runTranslate(flags: GlobalFlags, signal: AbortSignal): Promise<number> {
  const data = await readStdin(signal);
  const { json } = flags;
  try {
    const received = await smartreceive(data, { lazy: true, allowed_link_origins: "any" });
    const print = messagePrinter({ json, stays: true });
    await print({ subject: json ? received.send_to : "", data }, received);
  } catch (error) {
    if (!NatsBridgeError.isInstance(error)) throw error;
    process.stdout.write(data);
  }
  return 0;
}
