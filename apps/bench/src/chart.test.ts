import { expect, test } from "vitest";
import { chartSvg } from "./chart.ts";

test("bars are as long as messages a second, ours stands out, and names are no markup", () => {
  const figure = (contender: string, median: number) => ({ contender, median, runs: [median] });
  const svg = chartSvg({
    date: "2026-11-24",
    machine: { processor: "Some & Sons", cores: 2, node: "24.21.0", load: 0.5 },
    results: [
      {
        name: "small <text>",
        unit: "ms",
        messages: 1_000,
        figures: [figure("ours", 100), figure("theirs", 400)],
        verdicts: [],
      },
      { name: "import", unit: "ms", figures: [figure("ours", 90)], verdicts: [] },
    ],
  });
  expect(svg).toContain(`<text x="0" y="20" class="title">small &lt;text></text>`);
  expect(
    [...svg.matchAll(/width="(\d+)" height="13" rx="2" class="(\w+)"/g)].map((bar) => bar.slice(1)),
  ).toEqual([
    ["360", "ours"],
    ["90", "other"],
  ]);
  expect(svg).toContain(">10,000/s</text>");
  expect(svg).toContain(">2,500/s</text>");
  expect(svg).toContain("2026-11-24 · 2 cores (Some &amp; Sons), load 0.5 · Node 24.21.0");
  expect(svg).not.toContain("import");
});
