import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags, isTyped } from "../settings/global-flags.ts";

/** `natsbridge dev`. */
export function devCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("dev")
    .summary("a broker and a file server to develop against")
    .description(
      "Runs a real nats-server (JetStream, WebSocket) and a file server, on their usual ports where those are free, and shows what passes. With --nats, --files, --s3 or --webdav it uses what exists. Ctrl-C ends all.",
    )
    .option("--data <dir>", "keep messages and files there; without it nothing stays")
    .option("--free-ports", "take any free ports in place of the usual ones")
    .option(
      "--cors <origin>",
      "a page of your own that may upload, such as http://localhost:5173; may be repeated",
      (origin: string, before: readonly string[] | undefined) => [...(before ?? []), origin],
    )
    .option("--page <dir>", "serve the page in this folder in place of the inspector")
    .option(
      "--watch <subject>",
      "show only what passes there; needed to watch a broker given by --nats",
    )
    .action(async (options, self) => {
      const { runDev } = await import("./run-dev.ts");
      const flags = globalFlags(self);
      const hasStore = (["files", "s3", "webdav"] as const).some((name) => isTyped(self, name));
      const uses = { nats: isTyped(self, "nats") || isTyped(self, "context"), files: hasStore };
      exit(await runDev({ ...flags, ...options }, uses, session.signal));
    });
  addExamples(command, [
    ["natsbridge dev", "until Ctrl-C, on the usual ports"],
    ["natsbridge dev --data ./natsbridge-data", "what was sent is there again next time"],
  ]);
  return command;
}
