import { foreignText } from "@natsbridge/schema/base";
import { isListLike } from "./what-counts.ts";

/** Says what a value is, for error messages: `an array of 3`, `Uint8Array (12 bytes)`, `NaN`. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    return value.length > 40
      ? `a string of ${value.length} characters`
      : `the string ${JSON.stringify(value)}`;
  }
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "bigint") return `the bigint ${foreignText(String(value))}`;
  if (typeof value === "function") return describeFunction(value.name);
  if (typeof value !== "object") return foreignText(String(value));
  if (isArray(value)) return `an array of ${value.length}`;
  const name = className(value);
  if (ArrayBuffer.isView(value)) return `${name} (${value.byteLength} bytes)`;
  return name === "Object" ? "an object" : `a value of class ${name}`;
}

function describeFunction(name: unknown): string {
  return typeof name === "string" && name !== ""
    ? `the function ${foreignText(name)}`
    : "a function";
}

/** A proxy that was revoked throws even here. */
function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** What to do with an object of a class that is not taken, as the end of a message; `""` where there is no way. */
export function wayOut(value: unknown): string {
  try {
    if (typeof value !== "object" || value === null) return "";
    if (isListLike(value) || ArrayBuffer.isView(value)) return "";
    if ("toJSON" in value && typeof value.toJSON === "function") return "; call its toJSON()";
    return Object.keys(value).length > 0 ? "; pass { ...value } if that is all of it" : "";
  } catch {
    return "";
  }
}

/** Name of the class of an object, also of one from another realm. Objects may throw when they are looked at. */
function className(value: object): string {
  try {
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === null) return "Object";
    const builder: unknown = Reflect.get(prototype, "constructor");
    if (typeof builder === "function" && builder.name !== "") {
      return foreignText(String(builder.name));
    }
    return Object.prototype.toString.call(value).slice(8, -1);
  } catch {
    return "that cannot be looked at";
  }
}
