import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** Adds examples to a command's help. Every one of them is run by a test, against `natsbridge dev`. */
export function addExamples(
  command: CommandUnknownOpts,
  examples: readonly (readonly [line: string, what: string])[],
): void {
  const lines = examples.map(([line, what]) => `  # ${what}\n  $ ${line}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
