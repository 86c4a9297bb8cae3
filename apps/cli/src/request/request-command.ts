import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { duration } from "../settings/duration.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge request`. */
export function requestCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("request")
    .summary("ask a service and show its answer")
    .description(
      "Sends payloads, given as to send, and shows the answer as recv does. Exit code 1 where none comes, or it is a NACK.",
    )
    .argument("<subject>", "where the service listens")
    .argument("[payloads...]", "name=value, name=@file, file, or -")
    .option("--timeout <time>", "wait so long for the answer", duration, 5_000)
    .option("--purpose <purpose>", "msg_purpose of the question", "chat")
    .option("--sender <name>", "sender_name", "natsbridge")
    .option("--out <dir>", "save the payloads of the answer there")
    .option("--force", "with --out: replace files")
    .option("--max-bytes <bytes>", "largest payload that is read; default: 4 GiB", wholeNumber(1))
    .option("--full", "do not shorten long values")
    .action(async (subject, payloads, options, self) => {
      const { runRequest } = await import("./run-request.ts");
      const flags = { ...globalFlags(self), ...options };
      exit(await runRequest(subject, payloads, flags, session.signal));
    });
  addExamples(command, [["natsbridge request square n=12", "a number, and its answer"]]);
  return command;
}
