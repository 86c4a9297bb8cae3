import { foreignText, formatPath } from "@natsbridge/schema/base";
import { JsonScanner } from "./json-scanner.ts";
import type { JsonValue, UnsafeIntegers } from "./json-value.ts";

/** An array or object that is being filled. */
interface Open {
  readonly value: JsonValue[] | { [key: string]: JsonValue };
  /** Key that the next value belongs to; unused in an array. */
  key: string;
}

/**
 * Reads JSON with exact integers and bare NaN and Infinity. Nesting costs no stack.
 *
 * @throws SyntaxError with the position of the fault.
 */
export function parseLenientJson(text: string, unsafeIntegers: UnsafeIntegers): JsonValue {
  const scanner = new JsonScanner(text);
  const open: Open[] = [];
  for (;;) {
    let value: JsonValue;
    const start = scanner.peek();
    if (start === "[" || start === "{") {
      scanner.skip();
      const container: Open = { value: start === "[" ? [] : {}, key: "" };
      if (!scanner.skipIf(start === "[" ? "]" : "}")) {
        if (start === "{") container.key = scanner.key();
        open.push(container);
        continue;
      }
      value = container.value;
    } else {
      value = scanner.scalar();
      if (typeof value === "bigint" && unsafeIntegers !== "bigint") {
        if (unsafeIntegers === "error") throw unsafeInteger(value, open);
        const rounded = Number(value);
        if (Number.isFinite(rounded)) value = rounded;
      }
    }
    // A value is complete: put it into what holds it, and close what it completes.
    for (;;) {
      const holder = open.at(-1);
      if (holder === undefined) {
        scanner.end();
        return value;
      }
      put(holder, value);
      const isArray = Array.isArray(holder.value);
      if (scanner.skipIf(",")) {
        if (!isArray) holder.key = scanner.key();
        break;
      }
      scanner.expect(isArray ? "]" : "}");
      value = holder.value;
      open.pop();
    }
  }
}

function put({ value: container, key }: Open, value: JsonValue): void {
  if (Array.isArray(container)) container.push(value);
  else if (key !== "__proto__") container[key] = value;
  else {
    // By assignment this key would change the prototype instead of being kept.
    Object.defineProperty(container, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

function unsafeInteger(value: bigint, open: readonly Open[]): SyntaxError {
  const path = open.map((holder) =>
    Array.isArray(holder.value) ? holder.value.length : holder.key,
  );
  const where = path.length > 0 ? ` at ${foreignText(formatPath(path))}` : "";
  return new SyntaxError(
    `the integer ${foreignText(String(value))}${where} is beyond ±(2^53-1) and unsafe_integers is "error"`,
  );
}
