import { messageOf } from "@natsbridge/schema/base";
import { describeValue, wayOut } from "../describe-value.ts";
import { dateMs, isPlainObject } from "../what-counts.ts";
import { jsonForm } from "./json-form.ts";
import { MAX_DIGITS } from "./json-scanner.ts";

/** `native`: `JSON.stringify` writes the value without loss; `exact`: only our own writer does. */
export type JsonVerdict =
  | { readonly kind: "native" | "exact" }
  | { readonly kind: "lossy"; readonly path: readonly PropertyKey[]; readonly reason: string };

/** No reader takes a longer integer. */
const TOO_LONG = 10n ** BigInt(MAX_DIGITS);

/**
 * Looks through everything that would be written. With `isExact` nothing may change its form on the way, not even as it
 * always does in JavaScript. Throws a RangeError where the nesting is too deep.
 */
export function inspectJson(value: unknown, isExact = false): JsonVerdict {
  const inspector = new Inspector(isExact);
  if (inspector.accepts(value, "")) return { kind: inspector.needsExact ? "exact" : "native" };
  return { kind: "lossy", path: inspector.path.reverse(), reason: inspector.reason };
}

class Inspector {
  needsExact = false;
  /** Way to what was refused, innermost key first: it costs nothing while nothing is refused. */
  readonly path: PropertyKey[] = [];
  reason = "";
  readonly #isExact: boolean;
  readonly #ancestors: object[] = [];

  constructor(isExact: boolean) {
    this.#isExact = isExact;
  }

  accepts(input: unknown, key: string | number): boolean {
    switch (typeof input) {
      case "string":
      case "boolean":
        return true;
      case "number":
        if (this.#isExact && !isReadBack(input)) return this.#refuse(describeNumber(input));
        return Number.isFinite(input) || this.#refuse(`it is ${input}`);
      case "bigint":
        this.needsExact = true;
        if (this.#isExact && Number.isSafeInteger(Number(input))) {
          return this.#refuse(`it is the bigint ${input}, which is read back as a number`);
        }
        return (
          (input < TOO_LONG && input > -TOO_LONG) ||
          this.#refuse(`it is an integer of more than ${MAX_DIGITS} digits`)
        );
      case "object":
        return input === null || this.#acceptsObject(input, key);
      default:
        return this.#refuse(`it is ${describeValue(input)}`);
    }
  }

  #acceptsObject(input: object, key: string | number): boolean {
    const value = this.#formOf(input, key);
    if (value === undefined) return this.reason === "" ? this.#refuse("it is undefined") : false;
    if (value !== input && this.#isExact) {
      return this.#refuse(`it is ${describeValue(input)}, which is read back as another kind`);
    }
    if (typeof value !== "object" || value === null) return this.accepts(value, key);
    if (this.#ancestors.includes(value)) return this.#refuse("it contains itself");
    this.#ancestors.push(value);
    const isAccepted = Array.isArray(value) ? this.#acceptsItems(value) : this.#acceptsKeys(value);
    this.#ancestors.pop();
    return isAccepted;
  }

  /** What is written in place of an object; its own `toJSON` is not asked again. Undefined where it is refused. */
  #formOf(input: object, key: string | number): unknown {
    try {
      const form = jsonForm(input, key);
      // Only what has no JSON of its own says so by `null`.
      if (form === null && Number.isNaN(dateMs(input))) this.#refuse("it is an invalid Date");
      return form === null && this.reason !== "" ? undefined : form;
    } catch (error) {
      this.#refuse(`its toJSON throws: ${messageOf(error)}`);
      return undefined;
    }
  }

  #acceptsItems(items: readonly unknown[]): boolean {
    for (let index = 0; index < items.length; index++) {
      if (this.accepts(items[index], index)) continue;
      this.path.push(index);
      return false;
    }
    return true;
  }

  #acceptsKeys(object: object): boolean {
    if (!isPlainObject(object)) {
      return this.#refuse(`it is ${describeValue(object)}${wayOut(object)}`);
    }
    if (this.#isExact && Object.getOwnPropertySymbols(object).length > 0) {
      return this.#refuse("it has a key that is a symbol");
    }
    const members = object as Record<string, unknown>;
    for (const key in members) {
      const value = members[key];
      const isLeftOut = value === undefined && !this.#isExact;
      if (isLeftOut || this.accepts(value, key)) continue;
      if (Object.hasOwn(members, key)) {
        this.path.push(key);
        return false;
      }
      // What is inherited is not written.
      this.path.length = 0;
      this.reason = "";
    }
    return true;
  }

  #refuse(reason: string): false {
    this.reason = reason;
    return false;
  }
}

/** Whether a number comes back as the same number: -0 does not, nor does one that is written as a long integer. */
function isReadBack(value: number): boolean {
  if (!Number.isInteger(value)) return true;
  return Number.isSafeInteger(value) ? !Object.is(value, -0) : String(value).includes("e");
}

function describeNumber(value: number): string {
  return Object.is(value, -0) ? "it is -0" : `it is ${value}, which is read back as a bigint`;
}
