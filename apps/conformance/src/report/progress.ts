import { styleText } from "node:util";
import type { Result } from "../cases/case.ts";

const LINE_EVERY_MS = 5000;

/** Tells how far a run is: in place on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #started = performance.now();
  #done = 0;
  #failed = 0;
  #lastLine = 0;

  constructor(total: number) {
    this.#total = total;
  }

  add(results: readonly Result[]): void {
    this.#done += results.length;
    this.#failed += results.filter(({ status }) => status === "failed").length;
    const isTerminal = process.stdout.isTTY;
    const now = performance.now();
    if (!isTerminal && now - this.#lastLine < LINE_EVERY_MS && this.#done < this.#total) return;
    this.#lastLine = now;
    const seconds = ((now - this.#started) / 1000).toFixed(0);
    const failed = this.#failed > 0 ? styleText("red", `, ${this.#failed} failed`) : "";
    const line = `${this.#done}/${this.#total} cases, ${seconds} s${failed}`;
    process.stdout.write(isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write("\n");
  }
}
