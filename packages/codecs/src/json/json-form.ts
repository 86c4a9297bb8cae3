import { bytesIn, isPlainObject, unboxed } from "../what-counts.ts";

/**
 * The value that stands for another in JSON: what `toJSON` returns, the content of `Object(1)`. Bytes are left as they
 * are: what `Buffer` says of itself is no JSON that any peer reads as bytes.
 */
export function jsonForm(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return value;
  const hasForm = "toJSON" in value && typeof value.toJSON === "function";
  if (Array.isArray(value) || isPlainObject(value)) {
    return hasForm ? callForm(value, key) : value;
  }
  if (bytesIn(value) !== undefined) return value;
  return hasForm ? callForm(value, key) : (unboxed(value) ?? value);
}

function callForm(value: object, key: string | number): unknown {
  const form: unknown = Reflect.get(value, "toJSON");
  return typeof form === "function" ? form.call(value, String(key)) : value;
}
