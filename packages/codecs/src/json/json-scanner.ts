import type { JsonValue } from "./json-value.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /-?[A-Za-z]+/y;
const CONTROL = /[\0-\x1f]/;
const QUOTE = '"';
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** As in Python, whose reader stops here as well: each digit more costs more than the one before. */
export const MAX_DIGITS = 4300;

/** Longest numbers that are read digit by digit: shorter than any that is not safe. */
const SHORT_DIGITS = 15;

/** Cuts JSON text into its parts, from left to right. Every fault is a SyntaxError with its position. */
export class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character that is no white space, left where it is; `""` at the end. */
  peek(): string {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      const isSpace = code === SPACE || code === 0x0a || code === 0x0d || code === 0x09;
      if (!isSpace) return this.#text.charAt(this.#at);
      this.#at++;
    }
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
    if (this.peek() !== QUOTE) throw this.#fault("expected a key in double quotes");
    const key = this.#string();
    this.expect(":");
    return key;
  }

  /** A string, number, literal, or one of the words NaN, Infinity, -Infinity. */
  scalar(): JsonValue {
    const start = this.peek();
    if (start === QUOTE) return this.#string();
    if (start >= "0" && start <= "9") return this.#shortInteger() ?? this.#number();
    const word = this.#match(WORD)?.[0];
    return word === undefined ? this.#number() : this.#word(word);
  }

  end(): void {
    if (this.peek() !== "") throw this.#fault("expected the end of the text");
  }

  #string(): string {
    const start = this.#at + 1;
    let end = this.#text.indexOf(QUOTE, start);
    // A quote after an odd number of backslashes does not end the string.
    while (end > 0 && this.#isEscaped(end, start)) end = this.#text.indexOf(QUOTE, end + 1);
    if (end < 0) {
      this.#at = this.#text.length;
      throw this.#fault("a string does not end");
    }
    const content = this.#text.slice(start, end);
    const control = content.search(CONTROL);
    if (control >= 0) {
      this.#at = start + control;
      throw this.#fault("a control character");
    }
    this.#at = end + 1;
    if (!content.includes("\\")) return content;
    const value: string = JSON.parse(this.#text.slice(start - 1, end + 1));
    return value;
  }

  #isEscaped(quote: number, start: number): boolean {
    let at = quote;
    while (at > start && this.#text.charCodeAt(at - 1) === BACKSLASH) at--;
    return (quote - at) % 2 === 1;
  }

  /** The usual number, without a regular expression; undefined for any other, which is left where it is. */
  #shortInteger(): number | undefined {
    const start = this.#at;
    let at = start;
    let value = 0;
    for (; at - start < SHORT_DIGITS; at++) {
      const digit = this.#text.charCodeAt(at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const isOther = ".eE".includes(this.#text.charAt(at) || " ") || at - start === SHORT_DIGITS;
    if (isOther || (at - start > 1 && this.#text.charAt(start) === "0")) return undefined;
    this.#at = at;
    return value;
  }

  #number(): number | bigint {
    const number = this.#match(NUMBER);
    if (number === null) throw this.#fault("expected a value");
    const value = Number(number[0]);
    const isInteger = number[1] === undefined && number[2] === undefined;
    if (!isInteger || Number.isSafeInteger(value)) return value;
    const digits = number[0].length - (number[0].startsWith("-") ? 1 : 0);
    if (digits > MAX_DIGITS) {
      throw new SyntaxError(`an integer has ${digits} digits, of which ${MAX_DIGITS} are read`);
    }
    return BigInt(number[0]);
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
