import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pages, repository } from "./paths.ts";

interface Vector {
  readonly name: string;
  readonly dialect: string;
  readonly description: string;
}

const folder = join(repository, "packages/testkit/vectors");
const address = "https://github.com/natsbridge/natsbridge/blob/main/packages/testkit/vectors";

/** Text for a cell of a table, in which nothing is markup. */
const cell = (text: string) =>
  text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("{{", "{&#123;");

/** The vectors, at the end of the specification: each one message in bytes, and what must come of it. */
export function writeVectors(): void {
  const rows = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const vector = JSON.parse(readFileSync(join(folder, name), "utf8")) as Vector;
      return `| [${vector.name}](${address}/${name}) | ${vector.dialect} | ${cell(vector.description)} |`;
    });
  const head =
    "## Vectors\n\nEvery peer reads each of these messages, byte by byte, and must come to the same.";
  const table = `| vector | written by | what it shows |\n|---|---|---|\n${rows.join("\n")}`;
  appendFileSync(join(pages, "wire-format.md"), `\n${head}\n\n${table}\n`);
}
