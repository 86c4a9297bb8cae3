import type { JsonValue } from "./json-value.ts";

const SPACE = /[\t\n\r ]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /-?[A-Za-z]+/y;
const PLAIN = /[^"\\\0-\x1f]*/y;

/** Cuts JSON text into its parts, from left to right. Every fault is a SyntaxError with its position. */
export class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character that is no white space, left where it is; `""` at the end. */
  peek(): string {
    this.#match(SPACE);
    return this.#text.charAt(this.#at);
  }

  skip(): void {
    this.#at++;
  }

  skipIf(character: string): boolean {
    const isNext = this.peek() === character;
    if (isNext) this.#at++;
    return isNext;
  }

  expect(character: string): void {
    if (!this.skipIf(character)) throw this.#fault(`expected "${character}"`);
  }

  /** A key of an object and the colon behind it. */
  key(): string {
    if (this.peek() !== '"') throw this.#fault("expected a key in double quotes");
    const key = this.#string();
    this.expect(":");
    return key;
  }

  /** A string, number, literal, or one of the words NaN, Infinity, -Infinity. */
  scalar(): JsonValue {
    if (this.peek() === '"') return this.#string();
    const word = this.#match(WORD)?.[0];
    if (word !== undefined) return this.#word(word);
    const number = this.#match(NUMBER);
    if (number === null) throw this.#fault("expected a value");
    const value = Number(number[0]);
    const isInteger = number[1] === undefined && number[2] === undefined;
    return isInteger && !Number.isSafeInteger(value) ? BigInt(number[0]) : value;
  }

  end(): void {
    if (this.peek() !== "") throw this.#fault("expected the end of the text");
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      this.#match(PLAIN);
      const character = this.#text.charAt(this.#at);
      if (character === "\\") this.#at += 2;
      else if (character === '"') break;
      else throw this.#fault(character === "" ? "a string does not end" : "a control character");
    }
    const literal = this.#text.slice(start, ++this.#at);
    if (!literal.includes("\\")) return literal.slice(1, -1);
    const value: string = JSON.parse(literal);
    return value;
  }

  #word(word: string): JsonValue {
    switch (word) {
      case "null":
        return null;
      case "true":
        return true;
      case "false":
        return false;
      case "NaN":
        return Number.NaN;
      case "Infinity":
        return Number.POSITIVE_INFINITY;
      case "-Infinity":
        return Number.NEGATIVE_INFINITY;
      default:
        this.#at -= word.length;
        throw this.#fault("expected a value");
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }

  #fault(what: string): SyntaxError {
    const found = this.#text.charAt(this.#at);
    const came = found === "" ? "the text ends" : `${JSON.stringify(found)} came`;
    return new SyntaxError(`${what}, ${came} at position ${this.#at}`);
  }
}
