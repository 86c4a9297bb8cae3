import {
  isPayloadType,
  NatsBridgeError,
  PAYLOAD_TYPES,
  type PayloadType,
} from "@natsbridge/schema";
import type { LazyEnvelope, NATSBridge } from "natsbridge";
import { valueOfBytes } from "../send/value-of-bytes.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { type Answered, type AnswerOptions, answerEach } from "./answer-each.ts";
import { runShellCommand } from "./run-shell-command.ts";
import { tellAnswered } from "./tell-answered.ts";

/** Flags of `natsbridge serve`. */
export interface ServeFlags extends GlobalFlags, Omit<AnswerOptions, "json"> {
  readonly command: string;
  readonly type: string;
  readonly name: string;
}

/** Answers with what a command prints. */
export async function runServe(
  subject: string,
  flags: ServeFlags,
  signal: AbortSignal,
): Promise<number> {
  const type = knownType(flags.type);
  const bridge = await openBridge(flags, signal);
  const answer = (env: LazyEnvelope) => serve(bridge, env, { ...flags, type }, signal);
  try {
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

async function serve(
  bridge: NATSBridge,
  env: LazyEnvelope,
  { command, type, name }: ServeFlags & { readonly type: PayloadType },
  signal: AbortSignal,
): Promise<Answered> {
  const isAsked = env.reply_to !== "";
  try {
    const output = await runShellCommand(command, env, signal);
    if (isAsked) await bridge.reply(env, [valueOfBytes(name, type, output)]);
    return { ok: true, told: `${isAsked ? "answered" : "done"}, ${output.length} bytes` };
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (isAsked) await bridge.nack(env, reason);
    return { ok: false, told: reason };
  }
}

function knownType(type: string): PayloadType {
  if (isPayloadType(type)) return type;
  throw new NatsBridgeError({
    code: "unsupported_type",
    message: `--type: unknown type ${JSON.stringify(type)}, expected one of ${PAYLOAD_TYPES.join(", ")}`,
  });
}
