import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { duration } from "../settings/duration.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge record`, also `natsbridge stream record`. */
export function recordCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("record")
    .summary("a subject or a stream with all its files into a folder")
    .description(
      "Writes every message byte for byte, and the files that its links lead to, into a folder that replay sends out again elsewhere. A stream is recorded as it is now, a subject until Ctrl-C, --count or --timeout. Exit code 1 where a file could not be read; the message is recorded all the same.",
    )
    .argument("<dir>", "a folder that is empty or not there yet")
    .option("--stream <name>", "record a JetStream stream")
    .option("--subject <subject>", "record a subject, or only this one of --stream")
    .option("--count <count>", "end after so many messages", wholeNumber(1))
    .option("--timeout <time>", "of a subject: end when none came for so long", duration)
    .action(async (dir, options, self) => {
      const { runRecord } = await import("./run-record.ts");
      exit(await runRecord(dir, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge record ./orders --stream ORDERS", "a stream"],
    ["natsbridge record ./chat --subject 'chat.>' --timeout 5s", "a subject, until it is silent"],
  ]);
  return command;
}
