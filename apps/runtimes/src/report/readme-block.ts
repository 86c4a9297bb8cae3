import { faultsOf, type Outcome } from "./outcome.ts";

/** Where the table stands in a README. */
const BLOCK = /(<!-- runtimes -->\n)[\s\S]*?(<!-- \/runtimes -->)/;

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);

function weight({ bytes }: Outcome): string {
  return bytes === undefined ? "" : `${kilobytes(bytes.start)}, ${kilobytes(bytes.all)} kB`;
}

/** The outcomes as a table of Markdown: what it ran in, which version, what held, what a page loads. */
export function readmeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { name, version = "", results = [] } = outcome;
    const held = `${results.length - faultsOf(outcome).length} of ${results.length}`;
    return `| ${name} | ${version} | ${held} | ${weight(outcome)} |`;
  });
  const head = [
    "| in | version | checks | a page loads, gzip: at once, in all |",
    "|---|---|---|---|",
  ];
  return [...head, ...rows, ""].join("\n");
}

/** A README with its table replaced. @throws Error where it has no place for one. */
export function withTable(readme: string, outcomes: readonly Outcome[]): string {
  if (!BLOCK.test(readme)) throw new Error("the README has no <!-- runtimes --> block");
  return readme.replace(BLOCK, (_, start: string, end: string) => {
    return `${start}${readmeTable(outcomes)}${end}`;
  });
}
