import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InvalidArgumentError } from "commander";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";

/** `natsbridge dlq`. */
export function dlqCommand(runtime: Runtime): CommandUnknownOpts {
  return new Command("dlq")
    .summary("look at what was given up, deliver it again, or drop it")
    .description(
      "Dead letters: messages that a consumption has given up, in the stream that keeps them.",
    )
    .addCommand(lsCommand(runtime))
    .addCommand(showCommand(runtime))
    .addCommand(redriveCommand(runtime))
    .addCommand(dropCommand(runtime));
}

function lsCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("ls")
    .summary("list them, and why each was given up")
    .argument("<stream>", "stream that keeps the dead letters")
    .option("--code <code>", "only those given up for this, such as link_gone")
    .action(async (stream, options, self) => {
      const { runDlqLs } = await import("./run-dlq-ls.ts");
      exit(await runDlqLs(stream, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [["natsbridge dlq ls DEAD", "one line each"]]);
  return command;
}

function showCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("show")
    .summary("show one: where it was, why it was given up, and its payloads")
    .description("Shows one dead letter. Its links are named and not followed.")
    .argument("<stream>", "stream that keeps the dead letters")
    .argument("<sequence>", "its sequence there", sequence)
    .action(async (stream, seq, _options, self) => {
      const { runDlqShow } = await import("./run-dlq-show.ts");
      exit(await runDlqShow(stream, seq, globalFlags(self), session.signal));
    });
  addExamples(command, [["natsbridge dlq show DEAD 1", "the first"]]);
  return command;
}

function redriveCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("redrive")
    .summary("send them again to where they were")
    .description(
      "Publishes dead letters again to the subject where they were, body and links unchanged, under a new message id so that no duplicate window drops them, and takes each out when a stream has acknowledged it. What a letter says of itself is its publisher's word: it goes only where --to allows. One that cannot go back stays, with the reason, and the exit code is 1.",
    )
    .argument("<stream>", "stream that keeps the dead letters")
    .argument("[sequences...]", "their sequences there", sequences)
    .option("--all", "all of them")
    .option("--code <code>", "with --all: only those given up for this")
    .requiredOption("--to <pattern>", "subjects they may go back to, such as 'orders.>'")
    .action(async (stream, chosen, options, self) => {
      const { runDlqRedrive } = await import("./run-dlq-redrive.ts");
      const flags = { ...globalFlags(self), ...options };
      exit(await runDlqRedrive(stream, chosen ?? [], flags, session.signal));
    });
  addExamples(command, [
    ["natsbridge dlq redrive DEAD 1 --to 'orders.>'", "one"],
    [
      "natsbridge dlq redrive DEAD --all --code link_unreachable --to 'orders.>'",
      "those whose file server was away",
    ],
  ]);
  return command;
}

function dropCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("drop")
    .summary("take them out for good")
    .argument("<stream>", "stream that keeps the dead letters")
    .argument("[sequences...]", "their sequences there", sequences)
    .option("--all", "all of them")
    .option("--code <code>", "with --all: only those given up for this")
    .action(async (stream, chosen, options, self) => {
      const { runDlqDrop } = await import("./run-dlq-drop.ts");
      const flags = { ...globalFlags(self), ...options };
      exit(await runDlqDrop(stream, chosen ?? [], flags, session.signal));
    });
  addExamples(command, [
    ["natsbridge dlq drop DEAD --all --code checksum_mismatch", "what is damaged"],
  ]);
  return command;
}

function sequence(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a sequence, 1 or more.");
}

function sequences(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), sequence(text)];
}
