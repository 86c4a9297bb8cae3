import { styleText } from "node:util";

/** What became of one payload. */
export interface PayloadResult {
  readonly dataname: string;
  readonly type: string;
  /** Serialized size in bytes. */
  readonly bytes: number;
  readonly transport: "direct" | "link";
  readonly reason: string;
  readonly checksum_verified: boolean;
  /** From the call of smartsend until the values were back, for the message the payload was in. */
  readonly milliseconds: number;
  /** What differs from the value that was sent; null when nothing does. */
  readonly difference: string | null;
}

/** Prints a scenario's heading. */
export function printTitle(title: string, subject: string): void {
  console.log(`\n${paint("bold", title)} ${paint("dim", `on ${subject}`)}`);
}

/** Prints one line per payload, aligned. */
export function printResult(result: PayloadResult): void {
  const { dataname, type, bytes, transport, reason, checksum_verified, milliseconds } = result;
  const cells = [
    dataname.padEnd(17),
    type.padEnd(10),
    bytes.toLocaleString("en-US").padStart(12),
    paint(transport === "link" ? "cyan" : "blue", transport.padEnd(6)),
    checksum_verified ? paint("green", "checksum ok") : paint("red", "no checksum"),
    `${milliseconds.toFixed(1).padStart(8)} ms`,
    paint("dim", reason),
  ];
  console.log(`  ${cells.join("  ")}`);
  if (result.difference !== null) console.log(paint("red", `    differs: ${result.difference}`));
}

/** Prints the verdict. */
export function printVerdict(results: readonly PayloadResult[], seconds: number): void {
  const wrong = results.filter(({ difference }) => difference !== null).length;
  const text =
    wrong === 0
      ? paint("green", `All ${results.length} values came back equal to what was sent`)
      : paint("red", `${wrong} of ${results.length} values differ from what was sent`);
  console.log(`\n${text} (${seconds.toFixed(1)} s).`);
}

function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
