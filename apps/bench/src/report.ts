import type { Result } from "./measure.ts";

/** Writes a result for people: figures, ratios to the first contender, and the bars. */
export function reportText({ name, unit, figures, verdicts }: Result): string {
  const [ours] = figures;
  const width = Math.max(...figures.map(({ contender }) => contender.length));
  const lines = figures.map(({ contender, median }, index) => {
    const ratio = index === 0 || !ours ? "" : `  ${(median / ours.median).toFixed(2)} x`;
    return `  ${contender.padEnd(width)}  ${figureText(median, unit).padStart(12)}${ratio}`;
  });
  const bars = verdicts.map(
    ({ against, atLeast, ratio, isMet }) =>
      `  ${isMet ? "met" : "MISSED"}: ${ratio.toFixed(2)} x against ${against}, at least ${atLeast} x`,
  );
  return [name, ...lines, ...bars].join("\n");
}

function figureText(value: number, unit: Result["unit"]): string {
  return unit === "ms" ? `${value.toFixed(1)} ms` : `${(value / 1e6).toFixed(2)} MB`;
}
