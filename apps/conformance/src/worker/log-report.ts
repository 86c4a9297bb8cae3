import type { Logger } from "@natsbridge/schema";

/** Counts what is logged, and keeps the first line that holds a control character or a text that must not be told. */
export class LogReport {
  readonly #secret: string;
  #lines = 0;
  #characters = 0;
  #longest = 0;
  #foul: string | null = null;

  constructor(secret: string) {
    this.#secret = secret;
  }

  readonly logger: Logger = {
    debug: (line, fields) => this.#add(line, fields),
    info: (line, fields) => this.#add(line, fields),
    warn: (line, fields) => this.#add(line, fields),
    error: (line, fields) => this.#add(line, fields),
  };

  report(): object {
    return {
      lines: this.#lines,
      characters: this.#characters,
      longest: this.#longest,
      foul: this.#foul,
    };
  }

  #add(line: string, fields: object): void {
    const whole = `${line} ${JSON.stringify(fields)}`;
    this.#lines += 1;
    this.#characters += whole.length;
    this.#longest = Math.max(this.#longest, whole.length);
    const isFoul = /[\p{Cc}\u2028\u2029]/u.test(whole) || whole.includes(this.#secret);
    if (isFoul) this.#foul ??= whole.slice(0, 500);
  }
}
