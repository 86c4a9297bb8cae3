import { readFile } from "node:fs/promises";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { expect, test } from "vitest";
import { leafCommands, pathOf, programModel } from "./testing/command-paths.test.support.ts";

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), "utf8");

/** Text in a cell of a table. */
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function table(
  head: string,
  rows: readonly (readonly [term: string, description: string])[],
): string {
  if (rows.length === 0) return "";
  const lines = rows.map(
    ([term, description]) => `| \`${term.replaceAll("|", "\\|")}\` | ${cell(description)} |`,
  );
  return `\n| ${head} | |\n|---|---|\n${lines.join("\n")}\n`;
}

function optionRows(command: CommandUnknownOpts): (readonly [string, string])[] {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .filter(({ long }) => long !== "--help")
    .map((option) => [option.flags, help.optionDescription(option)] as const);
}

function section(command: CommandUnknownOpts, schemas: readonly string[]): string {
  const help = command.createHelp();
  const path = pathOf(command);
  let printed = "";
  command.configureOutput({ writeOut: (part) => (printed += part) }).outputHelp();
  const [, examples = ""] = printed.split("\nExamples:\n");
  const args = help
    .visibleArguments(command)
    .map((argument) => [argument.name(), help.argumentDescription(argument)] as const);
  return [
    `## ${path}\n`,
    `\n\`natsbridge ${path} ${command.usage()}\`\n`,
    `\n${command.description() || command.summary()}\n`,
    table("argument", args),
    table("option", optionRows(command)),
    schemas.includes(path)
      ? `\nWith \`--json\`: [\`${path}\`](schemas/output.schema.json) of \`output.schema.json\`.\n`
      : "",
    examples === ""
      ? ""
      : `\n\`\`\`sh\n${examples.trimEnd().replace(/^ {2}(\$ )?/gm, "")}\n\`\`\`\n`,
  ].join("");
}

test("the reference is what the help says", async () => {
  const program = programModel();
  const { $defs } = JSON.parse(await read("schemas/output.schema.json"));
  const commands = leafCommands(program).filter(({ parent }) => parent?.name() !== "stream");
  const reference = [
    "# natsbridge: every command and every flag\n",
    "\nMade of `natsbridge --help` by a test, which fails where they differ. `natsbridge stream record` and `stream replay` are `record` and `replay`.\n",
    "\n## Of every command\n",
    table("option", optionRows(program)),
    ...commands.map((command) => `\n${section(command, Object.keys($defs))}`),
  ].join("");
  await expect(reference).toMatchFileSnapshot("../REFERENCE.md");
});

test("the README names every command, and none that is not there", async () => {
  const [, api = ""] = (await read("README.md")).split("\n## API\n");
  const named = [...api.matchAll(/^\| `([a-z]+)[^|]*\|/gm)].map(([, name]) => name);
  const all = programModel().commands.map((command) => command.name());
  const mentioned = [...api.matchAll(/`([a-z]+)[ `]/g)].map(([, name]) => name);
  const hidden = ["stream"];
  const expected = all.filter((name) => !name.startsWith("_") && !hidden.includes(name));
  expect(expected.filter((name) => !mentioned.includes(name))).toEqual([]);
  expect(named.filter((name) => !all.includes(name ?? ""))).toEqual([]);
});
