import { escapeControls } from "@natsbridge/schema";
import type { Progress } from "natsbridge";
import { cutText, fitText } from "./fit-text.ts";
import { formatBytes } from "./format-bytes.ts";
import { terminalWidth } from "./terminal-width.ts";

/** What is over sooner than this, in ms, needs no bar. */
const PATIENCE = 1_000;
/** Shortest time between two drawings, in ms. */
const PACE = 100;

/** A bar on standard error, where that is a terminal, for a transfer that takes its time. */
export class ProgressLine {
  readonly #started = performance.now();
  #drawn = 0;

  /** Draws where the transfer is, if it has taken long enough; takes the bar away at its end. */
  update({ dataname, direction, loaded, total }: Progress): void {
    const now = performance.now();
    if (loaded === total) {
      this.clear();
      return;
    }
    if (!process.stderr.isTTY || now - this.#started < PATIENCE) return;
    if (now - this.#drawn < PACE) return;
    this.#drawn = now;
    const rate = loaded / ((now - this.#started) / 1000);
    const size =
      total === undefined ? formatBytes(loaded) : `${formatBytes(loaded)} of ${formatBytes(total)}`;
    const facts = `${size}, ${formatBytes(rate)}/s`;
    const width = terminalWidth(process.stderr) - 1;
    const name = fitText(cutText(escapeControls(dataname), 20), Math.min(20, dataname.length));
    const label = `${direction === "upload" ? "sending" : "reading"} ${name} `;
    const room = width - label.length - facts.length - 1;
    const bar = total === undefined || room < 8 ? "" : drawBar(loaded / total, Math.min(room, 30));
    process.stderr.write(`\r\u001B[2K${cutText(`${label}${bar} ${facts}`, width)}`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawn > 0) process.stderr.write("\r\u001B[2K");
    this.#drawn = 0;
  }
}

function drawBar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, share) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}
