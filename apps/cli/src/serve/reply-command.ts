import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge reply`. */
export function replyCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("reply")
    .summary("answer every question with the same payloads")
    .description(
      "Answers each message of a subject that asks for an answer, with payloads given as to send; without any, with an ACK. It runs until Ctrl-C or --count.",
    )
    .argument("<subject>", "wildcards are allowed")
    .argument("[payloads...]", "name=value, name=@file, or file")
    .option("--queue <name>", "share the questions with others of this queue group")
    .option("--count <count>", "end after so many answers", wholeNumber(1))
    .action(async (subject, payloads, options, self) => {
      const { runReply } = await import("./run-reply.ts");
      const flags = { ...globalFlags(self), ...options };
      exit(await runReply(subject, payloads, flags, session.signal));
    });
  addExamples(command, [["natsbridge reply time now=12 --count 1", "one answer"]]);
  return command;
}
