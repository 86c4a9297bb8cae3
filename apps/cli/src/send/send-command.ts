import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { addExamples } from "../add-examples.ts";
import type { Runtime } from "../runtime.ts";
import { globalFlags } from "../settings/global-flags.ts";
import { headerLines } from "../settings/header-lines.ts";
import { keyValues } from "../settings/key-values.ts";
import { wholeNumber } from "../settings/whole-number.ts";

/** `natsbridge send`. */
export function sendCommand({ session, exit }: Runtime): CommandUnknownOpts {
  const command = new Command("send")
    .summary("send values and files")
    .description(
      'Sends one message. A payload is name=value, name=@file, a file, or - for standard input; name:type=… chooses its type, else value or extension tell: JSON becomes a dictionary, CSV, TSV, NDJSON and Arrow become tables, everything else text or bytes. A value that begins with @ is written "@@".',
    )
    .argument("<subject>", "where to")
    .argument("[payloads...]", "name=value, name=@file, file, or -")
    .option("--jetstream", "into a stream, and wait for its acknowledgement")
    .addOption(
      new Option(
        "--confirm <by>",
        "done when the server has read the message, or when the client has taken it",
      ).choices(["server", "client"] as const),
    )
    .option("--purpose <purpose>", "msg_purpose of the message; chat needs a payload", "chat")
    .option("--sender <name>", "sender_name", "natsbridge")
    .option("--receiver <name>", "receiver_name")
    .option("--reply-to <subject>", "where an answer goes")
    .option("--correlation-id <id>", "in place of a new one")
    .option(
      "--metadata <name=value>",
      "into the metadata of the message; may be repeated",
      keyValues,
    )
    .option("--header <name: value>", "a NATS header; may be repeated", headerLines)
    .option("--size-threshold <bytes>", "size from which a payload becomes a link", wholeNumber(0))
    .option("--explain", "show plan and message, and send nothing")
    .option("--repeat <count>", "send so many times", wholeNumber(1), 1)
    .option("--rate <count>", "with --repeat: at most so many a second", wholeNumber(1))
    .action(async (subject, payloads, options, self) => {
      const { runSend } = await import("./run-send.ts");
      exit(await runSend(subject, payloads, { ...globalFlags(self), ...options }, session.signal));
    });
  addExamples(command, [
    ["natsbridge send chat 'message=Look at this!'", "a text"],
    ["natsbridge send control step_size=0.01 'config={\"on\":true}'", "JSON values"],
    ["natsbridge send chat message=Hello README.md --explain", "what would be sent, and how"],
    ["echo hello | natsbridge send notes body:text=@-", "from standard input"],
  ]);
  return command;
}
