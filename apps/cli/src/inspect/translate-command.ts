import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";

/** `natsbridge translate`. */
export function translateCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("translate")
    .summary("a filter that shows a message as what it is")
    .description(
      "Reads the body of a message from standard input and prints it as recv does; links are named and not followed. What is no message of NATSBridge passes unchanged. For nats sub --translate 'natsbridge translate'.",
    )
    .action(async (_options, self) => {
      const { runTranslate } = await import("./run-translate.ts");
      exit(await runTranslate(globalFlags(self), session.signal));
    });
  addExamples(command, [["natsbridge translate < message.json", "one message"]]);
  return command;
}
