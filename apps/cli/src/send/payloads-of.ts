import { NatsBridgeError } from "@natsbridge/schema";
import type { SendPayload } from "natsbridge";
import { payloadArgument } from "./payload-argument.ts";
import { readPayload } from "./read-payload.ts";

/**
 * The payloads that were typed. Standard input can be read once.
 * @throws NatsBridgeError `invalid_config`, and all of reading them.
 */
export async function payloadsOf(
  typed: readonly string[],
  isRepeated: boolean,
  signal: AbortSignal,
): Promise<SendPayload[]> {
  const listed = typed.map(payloadArgument);
  const streams = listed.filter(({ from }) => from === "stdin").length;
  if (streams > 1 || (streams === 1 && isRepeated)) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: "Standard input can be sent once: name it one time, and where one message is sent",
    });
  }
  return Promise.all(listed.map((each) => readPayload(each, signal)));
}
