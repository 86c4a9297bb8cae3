import { readFileSync } from "node:fs";
import {
  Command,
  type CommandUnknownOpts,
  type HelpConfiguration,
} from "@commander-js/extra-typings";
import { escapeControls } from "@natsbridge/schema/base";
import { completionCommand } from "./completion/completion-command.ts";
import { contextCommand } from "./context/context-command.ts";
import { devCommand } from "./dev/dev-command.ts";
import { dlqCommand } from "./dlq/dlq-command.ts";
import { doctorCommand } from "./doctor/doctor-command.ts";
import { inspectCommand } from "./inspect/inspect-command.ts";
import { translateCommand } from "./inspect/translate-command.ts";
import { recordCommand } from "./record/record-command.ts";
import { replayCommand } from "./record/replay-command.ts";
import { streamCommand } from "./record/stream-command.ts";
import { recvCommand } from "./recv/recv-command.ts";
import { requestCommand } from "./request/request-command.ts";
import type { Runtime } from "./runtime.ts";
import { sendCommand } from "./send/send-command.ts";
import { replyCommand } from "./serve/reply-command.ts";
import { serveCommand } from "./serve/serve-command.ts";
import type { Session } from "./session.ts";
import { addGlobalFlags } from "./settings/global-flags.ts";
import { sweepCommand } from "./sweep/sweep-command.ts";
import { fillLines } from "./terminal/fill-lines.ts";
import { terminalWidth } from "./terminal/terminal-width.ts";

type MakeCommand = (runtime: Runtime) => CommandUnknownOpts;

const COMMANDS: readonly MakeCommand[] = [
  devCommand,
  sendCommand,
  recvCommand,
  requestCommand,
  replyCommand,
  serveCommand,
  inspectCommand,
  translateCommand,
  doctorCommand,
  dlqCommand,
  sweepCommand,
  recordCommand,
  replayCommand,
  streamCommand,
  contextCommand,
  completionCommand,
];

/** Help that fits into 60 columns; a usage that is longer goes on below its beginning. */
const helpLayout: HelpConfiguration = {
  showGlobalOptions: true,
  sortSubcommands: false,
  minWidthToWrap: 20,
  subcommandTerm: (command) => command.name(),
  styleUsage: (usage) => fillLines(usage, terminalWidth() - "Usage: ".length).join("\n       "),
};

/** The whole command line. What a command needs to run is loaded when it runs. */
export function createProgram(session: Session, exit: (code: number) => void): CommandUnknownOpts {
  const program = new Command("natsbridge")
    .description("Run, send, receive, inspect and mend what travels over NATSBridge.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureHelp(helpLayout)
    .showSuggestionAfterError()
    .showHelpAfterError("Add --help to see how it is used.")
    .configureOutput({ outputError: (text, write) => write(harmless(text)) })
    .exitOverride();
  addGlobalFlags(program);
  for (const make of COMMANDS) {
    const command = make({ session, exit });
    inherit(command, program);
    program.addCommand(command);
  }
  program.addCommand(hiddenComplete(program), { hidden: true });
  return program;
}

/** What the scripts of `completion` ask. */
function hiddenComplete(program: CommandUnknownOpts): CommandUnknownOpts {
  return new Command("__complete")
    .argument("[words...]")
    .helpOption(false)
    .action(async (words) => {
      const { complete } = await import("./completion/complete.ts");
      for (const { word, description } of await complete(program, words)) {
        console.log(`${word}\t${description}`);
      }
    });
}

function inherit(command: CommandUnknownOpts, parent: CommandUnknownOpts): void {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inherit(each, command);
}

/** What was typed comes back in errors: in lines that fit, and that no terminal takes for a command. */
function harmless(text: string): string {
  const width = terminalWidth(process.stderr);
  return text
    .split("\n")
    .flatMap((line) => fillLines(escapeControls(line), width))
    .join("\n");
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
