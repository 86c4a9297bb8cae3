import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge serve`. */
export function serveCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("serve")
    .summary("answer questions with a program's output")
    .description(
      "Runs a shell command for each message of a subject. Its payloads are files, named in NATSBRIDGE_FILE_1, NATSBRIDGE_NAME_1, NATSBRIDGE_TYPE_1 and so on; NATSBRIDGE_COUNT, NATSBRIDGE_SUBJECT, NATSBRIDGE_MSG_ID, NATSBRIDGE_CORRELATION_ID and NATSBRIDGE_SENDER tell the rest; the first payload is on standard input too. What the command prints is the answer, as payload output; if it fails the answer is a NACK. It runs until Ctrl-C or --count.",
    )
    .argument("<subject>", "wildcards are allowed")
    .requiredOption("--command <command>", "run by sh, in an empty folder of its own")
    .option("--type <type>", "type of the answer", "text")
    .option("--name <name>", "dataname of the answer", "output")
    .option("--queue <name>", "share the messages with others of this queue group")
    .option("--concurrency <count>", "answer so many at the same time", wholeNumber(1), 1)
    .option("--count <count>", "end after so many messages", wholeNumber(1))
    .action(async (subject, options, self) => {
      const { runServe } = await import("./run-serve.ts");
      exit(await runServe(subject, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge serve upper --command 'tr a-z A-Z' --count 1", "answers a text in capitals"],
    [
      "natsbridge serve double --type dictionary --count 1 --command 'echo $(( $(cat) * 2 ))'",
      "answers a number doubled",
    ],
  ]);
  return command;
}
