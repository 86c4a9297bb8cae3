import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge replay`, also `natsbridge stream replay`. */
export function replayCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("replay")
    .summary("send a recording out again")
    .description(
      "Uploads the recorded files and publishes the recorded messages in their order. Bodies go out byte for byte, but for the addresses of their links; message ids stay, so that a stream that has a message already does not store it twice.",
    )
    .argument("<dir>", "what record has written")
    .option("--jetstream", "into streams, and wait for each acknowledgement")
    .option("--subject <subject>", "in place of the recorded subjects")
    .option("--rate <count>", "at most so many messages a second", wholeNumber(1))
    .action(async (dir, options, self) => {
      const { runReplay } = await import("./run-replay.ts");
      exit(await runReplay(dir, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge replay ./orders --jetstream", "into a stream that stores its subjects"],
  ]);
  return command;
}
