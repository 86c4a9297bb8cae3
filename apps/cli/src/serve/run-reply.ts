import type { LazyEnvelope } from "natsbridge";
import { payloadsOf } from "../send/payloads-of.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { type Answered, type AnswerOptions, answerEach } from "./answer-each.ts";
import { tellAnswered } from "./tell-answered.ts";

/** Flags of `natsbridge reply`. */
export interface ReplyFlags extends GlobalFlags, Omit<AnswerOptions, "json"> {}

/** Answers with the payloads that were typed. */
export async function runReply(
  subject: string,
  payloads: readonly string[],
  flags: ReplyFlags,
  signal: AbortSignal,
): Promise<number> {
  const values = await payloadsOf(payloads, true, signal);
  const bridge = await openBridge(flags, signal);
  try {
    const answer = async ({ reply_to }: LazyEnvelope): Promise<Answered> => ({
      told: reply_to === "" ? "asks for no answer" : "answered",
      ...(values.length > 0 && { answer: values }),
    });
    return await answerEach(
      bridge,
      subject,
      flags,
      signal,
      answer,
      tellAnswered(flags.json === true),
    );
  } finally {
    await bridge.close();
  }
}
