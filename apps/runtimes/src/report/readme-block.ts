import { faultsOf, type Outcome } from "./outcome.ts";

/** Where the table stands in a README. */
const BLOCK = /(<!-- runtimes -->\n)[\s\S]*?(<!-- \/runtimes -->)/;

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);

function weight({ bytes }: Outcome): string {
  return bytes === undefined ? "" : `${kilobytes(bytes.start)}, ${kilobytes(bytes.all)} kB`;
}

const PROOF = "<!-- proof: apps/runtimes/src/report/readme-block.test.ts -->";

/** What the table shows. */
const BEFORE =
  "The packages as they are published, installed with npm, and one suite: the eight types in the message and as links, streams, an 80 MB file, requests, compressed tables, JetStream, typed errors, giving up, closing. `npx -y pnpm@12 runtimes --readme` runs all of it and writes this table; a part runs in CI.";

/** What it does not show. */
const AFTER =
  "`-opentelemetry` is the same page with `@opentelemetry/api` installed and a provider registered. What Next and Angular load includes React and Angular.\n\nNot tried: Electron, React Native, Safari itself (WebKitGTK shares its engine), `deno compile`.";

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
  return [BEFORE, PROOF, "", ...head, ...rows, PROOF, "", AFTER, ""].join("\n");
}

/** A README with its table replaced. @throws Error where it has no place for one. */
export function withTable(readme: string, outcomes: readonly Outcome[]): string {
  if (!BLOCK.test(readme)) throw new Error("the README has no <!-- runtimes --> block");
  return readme.replace(BLOCK, (_, start: string, end: string) => {
    return `${start}${readmeTable(outcomes)}${end}`;
  });
}
