import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags, isTyped } from "../settings/global-flags.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge context`. */
export function contextCommand(runtime: Runtime): CommandUnknownOpts {
  return new Command("context")
    .summary("contexts of the nats command, and what they lack for NATSBridge")
    .description(
      "Contexts are those of the nats command, which makes and selects them. What they lack for NATSBridge, a file server and allowed origins, is kept in a file beside them.",
    )
    .addCommand(lsCommand(runtime))
    .addCommand(showCommand(runtime))
    .addCommand(setCommand(runtime));
}

function lsCommand({ exit }: Runtime): CommandUnknownOpts {
  const command = new Command("ls")
    .summary("list them; the selected one has a star")
    .action(async (_options, self) => {
      const { runContextLs } = await import("./run-context-ls.ts");
      exit(await runContextLs(globalFlags(self)));
    });
  addExamples(command, [["natsbridge context ls", "all there are"]]);
  return command;
}

function showCommand({ exit }: Runtime): CommandUnknownOpts {
  const command = new Command("show")
    .summary("show one, without its secrets")
    .argument("[name]", "default: the one that would be used")
    .action(async (name, _options, self) => {
      const { runContextShow } = await import("./run-context-show.ts");
      exit(await runContextShow(name, globalFlags(self)));
    });
  addExamples(command, [["natsbridge context show local", "what would be used"]]);
  return command;
}

function setCommand({ exit }: Runtime): CommandUnknownOpts {
  const command = new Command("set")
    .summary("say what a context lacks: file server, allowed origins, threshold")
    .description(
      "Keeps --files, --s3 or --webdav, --allow-origin and --size-threshold for a context. What is not named stays as it was.",
    )
    .argument("<name>", "a context of the nats command")
    .option("--size-threshold <bytes>", "size from which a payload becomes a link", wholeNumber(0))
    .option("--clear", "forget what was kept before")
    .action(async (name, options, self) => {
      const { runContextSet } = await import("./run-context-set.ts");
      const flags = globalFlags(self);
      // What the environment says now is no setting to keep.
      const files = isTyped(self, "files") ? flags.files : undefined;
      const { s3, webdav, allowOrigin, json } = flags;
      exit(await runContextSet(name, { files, s3, webdav, allowOrigin, json, ...options }));
    });
  addExamples(command, [
    ["natsbridge context set local --files http://localhost:8080", "where its links go"],
  ]);
  return command;
}
