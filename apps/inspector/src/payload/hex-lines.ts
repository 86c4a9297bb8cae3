const PER_LINE = 16;

/** Lines of an offset, 16 bytes in hex, and what of them is ASCII. */
export function hexLines(bytes: Uint8Array, offset: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const line = [...bytes.subarray(at, at + PER_LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = line.map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·",
    );
    const start = (offset + at).toString(16).padStart(8, "0");
    lines.push(`${start}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${text.join("")}`);
  }
  return lines.join("\n");
}
