import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { duration } from "../settings/duration.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";
import { whereClause } from "./where.ts";

/** `natsbridge recv`. */
export function recvCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("recv")
    .summary("show messages as what they are, or save them")
    .description(
      "Shows each message of a subject or a stream: texts, JSON, tables, pictures where the terminal can show them, everything else by its facts or as hex. With --stream a subject filters. It runs until Ctrl-C, --count or --timeout.",
    )
    .argument("[subject]", "wildcards are allowed")
    .option("--stream <name>", "read a JetStream stream")
    .option("--from <place>", "with --stream: a sequence, or a time such as 2026-11-01T12:00:00Z")
    .option("--durable <name>", "with --stream: go on where this consumer stopped")
    .option("--count <count>", "end after so many messages", wholeNumber(1))
    .option(
      "--timeout <time>",
      "end when none came for so long; exit code 1 if --count was not reached, or nothing came",
      duration,
    )
    .option("--out <dir>", "save payloads there, each as it comes")
    .option("--force", "with --out: replace files")
    .option("--select <name>", "only payloads of this name")
    .option(
      "--where <condition>",
      "only messages whose envelope has field=value, field!=value or field~pattern; may be repeated",
      whereClause,
    )
    .option("--max-bytes <bytes>", "largest payload that is read; default: 4 GiB", wholeNumber(1))
    .option("--full", "do not shorten long values")
    .action(async (subject, options, self) => {
      const { runRecv } = await import("./run-recv.ts");
      exit(await runRecv(subject, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge recv chat --count 1", "the next message"],
    [
      "natsbridge recv 'sensors.>' --json --timeout 5s",
      "one JSON line a message, until five seconds pass in silence",
    ],
    ["natsbridge recv --stream ORDERS --from 1 --timeout 2s", "a stream from its first message"],
    ["natsbridge recv films --out ./films --count 1", "payloads into files, as they stream"],
  ]);
  return command;
}
