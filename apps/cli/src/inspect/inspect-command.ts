import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";

/** `natsbridge inspect`. */
export function inspectCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("inspect")
    .summary("what a message is, and where it deviates")
    .description(
      "Looks at one message: against the contract, which dialect it is, whether its payloads read, and whether its links are there. A one-shot file stays where it is. Exit code 1 where something cannot be read.",
    )
    .argument("<source>", "file, - for standard input, or STREAM:SEQ")
    .action(async (source, _options, self) => {
      const { runInspect } = await import("./run-inspect.ts");
      exit(await runInspect(source, globalFlags(self), session.signal));
    });
  addExamples(command, [
    ["natsbridge inspect message.json", "the body of a message in a file"],
    ["natsbridge inspect ORDERS:1", "the first message of a stream"],
    ["natsbridge inspect - --json < message.json", "from standard input, for programs"],
  ]);
  return command;
}
