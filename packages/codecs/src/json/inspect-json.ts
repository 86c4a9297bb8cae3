import { className, describeValue } from "../describe-value.ts";

/** `native`: `JSON.stringify` writes the value without loss; `exact`: only our own writer does. */
export type JsonVerdict =
  | { readonly kind: "native" | "exact" }
  | { readonly kind: "lossy"; readonly path: readonly PropertyKey[]; readonly reason: string };

/** Classes that `JSON.stringify` writes as `{}` or as an object of numbered keys. */
const LOSSY_CLASS =
  /^(?:Map|Set|WeakMap|WeakSet|WeakRef|Promise|RegExp|Error|ArrayBuffer|SharedArrayBuffer|Blob|File|BigInt|Symbol)$/;

/** Looks through everything that would be written. Throws a RangeError where the nesting is too deep. */
export function inspectJson(value: unknown): JsonVerdict {
  const inspector = new Inspector();
  if (inspector.accepts(value, "")) return { kind: inspector.needsExact ? "exact" : "native" };
  return { kind: "lossy", path: inspector.path.reverse(), reason: inspector.reason };
}

/** The value that stands for another in JSON: what `toJSON` returns, the content of `Object(1)`. */
export function jsonForm(value: unknown, key: string | number): unknown {
  if (value === null || typeof value !== "object") return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON(String(key));
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return value.valueOf();
  }
  return value;
}

class Inspector {
  needsExact = false;
  /** Way to what was refused, innermost key first: it costs nothing while nothing is refused. */
  readonly path: PropertyKey[] = [];
  reason = "";
  readonly #ancestors: object[] = [];

  accepts(input: unknown, key: string | number): boolean {
    switch (typeof input) {
      case "string":
      case "boolean":
        return true;
      case "number":
        return Number.isFinite(input) || this.#refuse(`it is ${input}`);
      case "bigint":
        this.needsExact = true;
        return true;
      case "object":
        return input === null || this.#acceptsObject(input, key);
      default:
        return this.#refuse(`it is ${describeValue(input)}`);
    }
  }

  #acceptsObject(input: object, key: string | number): boolean {
    if (input instanceof Date && Number.isNaN(input.getTime())) {
      return this.#refuse("it is an invalid Date");
    }
    // What `toJSON` returned is written as it is: its own `toJSON` is not asked.
    const value = jsonForm(input, key);
    if (typeof value !== "object" || value === null) return this.accepts(value, key);
    if (this.#ancestors.includes(value)) return this.#refuse("it contains itself");
    this.#ancestors.push(value);
    const isAccepted = Array.isArray(value) ? this.#acceptsItems(value) : this.#acceptsKeys(value);
    this.#ancestors.pop();
    return isAccepted;
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
    if (ArrayBuffer.isView(object) || isLossyClass(object)) {
      return this.#refuse(`it is ${describeValue(object)}`);
    }
    const members = object as Record<string, unknown>;
    for (const key in members) {
      const value = members[key];
      if (value === undefined || this.accepts(value, key)) continue;
      if (Object.hasOwn(members, key)) {
        this.path.push(key);
        return false;
      }
      // What is inherited is not written.
      this.path.length = 0;
    }
    return true;
  }

  #refuse(reason: string): false {
    this.reason = reason;
    return false;
  }
}

function isLossyClass(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return false;
  return object instanceof Error || LOSSY_CLASS.test(className(object));
}
