import type { Figure, Result } from "./measure.ts";

/** Results, and where and when they came about. */
export interface StoredRun {
  /** ISO 8601, the day. */
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    /** Processes that wanted a core, over the last minute at the start of the run; 0 on a quiet machine. */
    readonly load: number;
  };
  readonly results: readonly Result[];
}

const WIDTH = 840;
const LABEL = 300;
const BAR = 360;
const ROW = 18;
const TITLE = 30;
const GAP = 14;

const STYLE = `text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.note{fill:#59636e;font-size:12px}.ours{fill:#0969da}.other{fill:#afb8c1}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.note{fill:#9198a1}.ours{fill:#4493f8}.other{fill:#656c76}}`;

/** Draws the benchmarks of a run that count messages: a bar for each contender, as long as its messages a second. */
export function chartSvg({ date, machine, results }: StoredRun): string {
  const drawn = results.filter(({ messages }) => messages !== undefined);
  const parts: string[] = [];
  let top = 0;
  for (const result of drawn) {
    parts.push(text(0, top + 20, result.name, "title"));
    top += TITLE;
    const fastest = Math.max(...result.figures.map((figure) => rate(figure, result)));
    for (const [index, figure] of result.figures.entries()) {
      const here = rate(figure, result);
      const width = Math.max(1, Math.round((BAR * here) / fastest));
      parts.push(
        text(0, top + 13, figure.contender),
        `<rect x="${LABEL}" y="${top + 2}" width="${width}" height="${ROW - 5}" rx="2" class="${index === 0 ? "ours" : "other"}"/>`,
        text(LABEL + width + 8, top + 13, `${Math.round(here).toLocaleString("en-US")}/s`),
      );
      top += ROW;
    }
    top += GAP;
  }
  const { processor, cores, node, load } = machine;
  const note = `messages a second, medians · ${date} · ${cores} cores (${processor}), load ${load} · Node ${node}`;
  parts.push(text(0, top + 12, note, "note"));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 20}" role="img" aria-label="Messages a second">\n<style>${STYLE}</style>\n${parts.join("\n")}\n</svg>\n`;
}

function rate({ median }: Figure, { messages = 0 }: Result): number {
  return (messages / median) * 1000;
}

function text(x: number, y: number, content: string, style?: string): string {
  const attribute = style === undefined ? "" : ` class="${style}"`;
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}"${attribute}>${escaped}</text>`;
}
