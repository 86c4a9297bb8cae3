/** Says what a value is, for error messages: `an array of 3`, `Uint8Array (12 bytes)`, `NaN`. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    return value.length > 40
      ? `a string of ${value.length} characters`
      : `the string ${JSON.stringify(value)}`;
  }
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "bigint") return `the bigint ${value}`;
  if (typeof value === "function") return value.name ? `the function ${value.name}` : "a function";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = className(value);
  if (ArrayBuffer.isView(value)) return `${name} (${value.byteLength} bytes)`;
  return name === "Object" ? "an object" : `a value of class ${name}`;
}

/** Name of the class of an object, also of one from another realm. */
export function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return "Object";
  const builder: unknown = Reflect.get(value, "constructor");
  if (typeof builder === "function" && builder.name !== "") return builder.name;
  return Object.prototype.toString.call(value).slice(8, -1);
}
