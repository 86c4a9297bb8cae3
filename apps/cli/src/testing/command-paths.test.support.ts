import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { createProgram } from "../program.ts";
import { startSession } from "../session.ts";

/** The whole command line, to look at. */
export function programModel(): CommandUnknownOpts {
  const session = startSession();
  const program = createProgram(session, () => undefined);
  session.end();
  return program;
}

/** The commands that do something, those that only group others left out, in the order of the help. */
export function leafCommands(
  command: CommandUnknownOpts = programModel(),
): readonly CommandUnknownOpts[] {
  const visible = command.commands.filter((each) => !each.name().startsWith("_"));
  return visible.length === 0 ? [command] : visible.flatMap((each) => leafCommands(each));
}

/** The words after `natsbridge` that name a command. */
export function pathOf(command: CommandUnknownOpts): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** Paths of all of them. */
export function commandPaths(): string[] {
  return leafCommands().map(pathOf);
}
