const PER_LINE = 16;
const SHOWN_LINES = 16;

/** Bytes as hex with their ASCII beside it, 16 a line: 76 columns wide, or 60 where there is no room. */
export function hexLines(bytes: Uint8Array, isFull: boolean, width = 80): string[] {
  const perLine = width < 78 ? 8 : PER_LINE;
  const count = Math.ceil(bytes.length / perLine);
  const shown = isFull ? count : Math.min(count, SHOWN_LINES);
  const lines = Array.from({ length: shown }, (_, at) =>
    hexLine(bytes.subarray(at * perLine, (at + 1) * perLine), at * perLine, perLine),
  );
  const left = bytes.length - shown * perLine;
  if (left > 0) lines.push(`  … and ${left.toLocaleString("en-US")} bytes more`);
  return lines;
}

function hexLine(bytes: Uint8Array, offset: number, perLine: number): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const ascii = [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."))
    .join("");
  return `  ${offset.toString(16).padStart(8, "0")}  ${hex.padEnd(perLine * 3 - 1)}  ${ascii}`;
}
