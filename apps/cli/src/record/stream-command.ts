import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Runtime } from "../runtime.ts";
import { recordCommand } from "./record-command.ts";
import { replayCommand } from "./replay-command.ts";

/** `natsbridge stream`: the same two by the name under which they are looked for. */
export function streamCommand(runtime: Runtime): CommandUnknownOpts {
  return new Command("stream")
    .summary("record and replay, by another name")
    .addCommand(recordCommand(runtime))
    .addCommand(replayCommand(runtime));
}
