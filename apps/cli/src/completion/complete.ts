import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { contextNames } from "../settings/nats-context.ts";

/** What can stand at a place of the command line. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What can stand in place of the last word, by the commands' own model. Nothing where a value or a file is due. */
export async function complete(
  program: CommandUnknownOpts,
  words: readonly string[],
): Promise<readonly Candidate[]> {
  const last = words.at(-1) ?? "";
  const { command, isFresh, waiting } = walk(program, words.slice(0, -1));
  if (waiting === "--context") return named(await contextNames(), last);
  if (waiting !== undefined) return [];
  const options = [...command.options, ...(command === program ? [] : program.options)];
  if (last.startsWith("-")) {
    const flags = options.map(({ long, description }) => ({ word: long ?? "", description }));
    return [...flags, { word: "--help", description: "print this help" }].filter(({ word }) =>
      word.startsWith(last),
    );
  }
  if (!isFresh) return [];
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const commands = command.commands
    .filter((each) => !each.name().startsWith("_"))
    .map((each) => ({ word: each.name(), description: each.summary() }));
  return [...commands, ...named(choices, "")].filter(({ word }) => word.startsWith(last));
}

/** Follows the words: which command they lead to, and the option that waits for its value. */
function walk(program: CommandUnknownOpts, words: readonly string[]) {
  let command: CommandUnknownOpts = program;
  let isFresh = true;
  let waiting: string | undefined;
  for (const word of words) {
    if (waiting !== undefined) {
      waiting = undefined;
      continue;
    }
    if (word.startsWith("-")) {
      const known = [...command.options, ...program.options];
      const option = known.find(({ long, short }) => long === word || short === word);
      if (option?.required) waiting = option.long;
      continue;
    }
    const found: CommandUnknownOpts | undefined = isFresh
      ? command.commands.find((each) => each.name() === word)
      : undefined;
    isFresh = found !== undefined;
    command = found ?? command;
  }
  return { command, isFresh, waiting };
}

function named(words: readonly string[], start: string): Candidate[] {
  return words.filter((word) => word.startsWith(start)).map((word) => ({ word, description: "" }));
}
