import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { duration } from "../settings/duration.ts";
import { globalFlags } from "../settings/global-flags.ts";

/** `natsbridge sweep`. */
export function sweepCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("sweep")
    .summary("remove old files that nobody will ever read")
    .description(
      "Removes files older than --older-than from a store that can list them: --s3 or --objectstore. With --keep-stream files stay that a stored message leads to. Plik and the server of natsbridge dev remove by themselves.",
    )
    .requiredOption("--older-than <time>", "age from which a file goes, such as 7d", duration)
    .option("--objectstore <bucket>", "a bucket of the JetStream Object Store")
    .option(
      "--keep-stream <name>",
      "keep what messages of this stream lead to; may be repeated",
      (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
    )
    .option("--dry-run", "say what would go, and remove nothing")
    .action(async (options, self) => {
      const { runSweep } = await import("./run-sweep.ts");
      exit(await runSweep({ ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    [
      "natsbridge sweep --objectstore natsbridge --older-than 7d --keep-stream ORDERS",
      "a bucket, but not what ORDERS leads to",
    ],
  ]);
  return command;
}
