import {
  isPayloadType,
  NatsBridgeError,
  PAYLOAD_TYPES,
  type PayloadType,
} from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
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
  const answer = async (env: LazyEnvelope): Promise<Answered> => {
    const output = await runShellCommand(flags.command, env, signal);
    return {
      told: `${env.reply_to === "" ? "done" : "answered"}, ${output.length} bytes`,
      answer: [valueOfBytes(flags.name, type, output)],
    };
  };
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

function knownType(type: string): PayloadType {
  if (isPayloadType(type)) return type;
  throw new NatsBridgeError({
    code: "unsupported_type",
    message: `--type: unknown type ${JSON.stringify(type)}, expected one of ${PAYLOAD_TYPES.join(", ")}`,
  });
}
