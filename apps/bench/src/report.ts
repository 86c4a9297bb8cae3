import type { Figure, Result } from "./measure.ts";

/** Writes a result for people: figures, ratios to the first contender, and the bars. */
export function reportText(result: Result): string {
  const { name, figures, verdicts } = result;
  const [ours] = figures;
  const width = Math.max(...figures.map(({ contender }) => contender.length));
  const lines = figures.map((figure, index) => {
    const ratio = index === 0 || !ours ? "" : `  ${(figure.median / ours.median).toFixed(2)} x`;
    return `  ${figure.contender.padEnd(width)}  ${figureText(figure, result)}${ratio}`;
  });
  const bars = verdicts.map(
    ({ against, atLeast, ratio, isMet, isOfCpu }) =>
      `  ${isMet ? "met" : "MISSED"}: ${ratio.toFixed(2)} x against ${isOfCpu ? "processor time of " : ""}${against}, at least ${atLeast} x`,
  );
  return [name, ...lines, ...bars].join("\n");
}

function figureText({ median, cpu }: Figure, { unit, messages }: Result): string {
  if (messages !== undefined) {
    const rate = `${Math.round((messages / median) * 1000).toLocaleString("en-US")}/s`;
    const cost = cpu === undefined ? "" : `${((cpu / messages) * 1000).toFixed(1)} µs`;
    return `${rate.padStart(12)}${cost.padStart(12)}`;
  }
  return `${unit === "ms" ? `${median.toFixed(1)} ms` : `${(median / 1e6).toFixed(2)} MB`}`.padStart(
    12,
  );
}
