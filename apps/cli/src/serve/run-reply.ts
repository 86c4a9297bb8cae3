import { payloadsOf } from "../send/payloads-of.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { type AnswerOptions, answerEach } from "./answer-each.ts";
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
  const values = await payloadsOf(payloads, true);
  const bridge = await openBridge(flags, signal);
  try {
    return await answerEach(
      bridge,
      subject,
      flags,
      signal,
      async (env) => {
        if (env.reply_to === "") return { ok: true, told: "asks for no answer" };
        if (values.length === 0) await bridge.ack(env);
        else await bridge.reply(env, values);
        return { ok: true, told: "answered" };
      },
      tellAnswered(flags.json === true),
    );
  } finally {
    await bridge.close();
  }
}
