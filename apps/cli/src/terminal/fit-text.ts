import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Text cut to so many columns, with an ellipsis where something is left out. */
export function cutText(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Text of exactly so many columns: cut, or filled with spaces. */
export function fitText(text: string, width: number, side: "left" | "right" = "left"): string {
  const cut = cutText(text, width);
  const filling = " ".repeat(Math.max(0, width - stringWidth(cut)));
  return side === "left" ? cut + filling : filling + cut;
}
