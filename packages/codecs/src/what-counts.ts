/*
 * What counts as what, in every realm (a frame, a worker, a test environment): by internal slots, which only the real
 * methods of a class can see, never by `instanceof` or the name of a constructor.
 */

const typedArrayTag: ((this: unknown) => unknown) | undefined = getterOf(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
);
const bufferLength: ((this: unknown) => unknown) | undefined = getterOf(
  ArrayBuffer.prototype,
  "byteLength",
);
const mapSize: ((this: unknown) => unknown) | undefined = getterOf(Map.prototype, "size");
const setSize: ((this: unknown) => unknown) | undefined = getterOf(Set.prototype, "size");

/** Marks of the rows of apache-arrow, of any version and copy. */
const STRUCT_ROW = [Symbol.for("parent"), Symbol.for("rowIndex")] as const;
const MAP_ROW = [Symbol.for("keys"), Symbol.for("vals")] as const;

/** Milliseconds of a `Date` (NaN of an invalid one); undefined for anything else. */
export function dateMs(value: unknown): number | undefined {
  if (!mayBe(value)) return undefined;
  // Without `seen`: a column of dates is looked at value by value.
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    return undefined;
  }
}

/** Whether a value is a `Date`. */
export function isDate(value: unknown): value is Date {
  return dateMs(value) !== undefined;
}

/** Whether a value is a `Map`. */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return mayBe(value) && seen(() => mapSize?.call(value)) !== undefined;
}

/** Whether a value is a `Set`. */
function isSet(value: unknown): value is ReadonlySet<unknown> {
  return mayBe(value) && seen(() => setSize?.call(value)) !== undefined;
}

/** Name of the kind of a typed array; undefined for anything else, a `DataView` too. */
export function typedArrayName(value: unknown): string | undefined {
  const tag = ArrayBuffer.isView(value) ? typedArrayTag?.call(value) : undefined;
  return typeof tag === "string" ? tag : undefined;
}

/** Whether a value is an `ArrayBuffer` or `SharedArrayBuffer`. */
export function isBuffer(value: unknown): value is ArrayBufferLike {
  if (!mayBe(value)) return false;
  return isOwnBuffer(value) || isSharedBuffer(value);
}

function isOwnBuffer(value: object): boolean {
  return seen(() => bufferLength?.call(value)) !== undefined;
}

/** Whether a buffer may be changed by others while it is read. */
export function isSharedBuffer(value: object): boolean {
  // Nearly all are of this kind, and a method that refuses its object takes a hundred times as long as one that does not.
  if (typeof SharedArrayBuffer === "undefined" || isOwnBuffer(value)) return false;
  const length = getterOf(SharedArrayBuffer.prototype, "byteLength");
  return seen(() => length?.call(value)) !== undefined;
}

/** Whether a value is a `Blob` or `File`. */
export function isBlob(value: unknown): value is Blob {
  if (typeof Blob === "undefined" || !mayBe(value)) return false;
  const size = getterOf(Blob.prototype, "size");
  return seen(() => size?.call(value)) !== undefined;
}

/** The number, text or boolean inside an object around one; undefined for anything else. */
export function unboxed(value: object): number | string | boolean | undefined {
  return (
    seen(() => Number.prototype.valueOf.call(value)) ??
    seen(() => String.prototype.valueOf.call(value)) ??
    seen(() => Boolean.prototype.valueOf.call(value))
  );
}

/** The bytes of a `Uint8Array` (a `Buffer` too), a `DataView` or a buffer, as a plain view; undefined for anything else. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    const name = typedArrayName(value);
    if (name !== "Uint8Array" && name !== undefined) return undefined;
    if (Object.getPrototypeOf(value) === Uint8Array.prototype) return value as Uint8Array;
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return isBuffer(value) ? new Uint8Array(value) : undefined;
}

/** Whether a value is an array or a typed array that is not bytes: a list. */
export function isListLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value)) return true;
  const name = typedArrayName(value);
  return name !== undefined && name !== "Uint8Array";
}

/**
 * Whether an object is plain: it has no prototype or some realm's `Object.prototype`, or it is a row of apache-arrow.
 * An object of another class whose prototype was taken away is not.
 */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || isObjectPrototype(prototype)) {
    for (const _ in value) return true;
    return !isExotic(value);
  }
  return isArrowRow(value);
}

/** Whether an object is a row of an apache-arrow table (`StructRow`) or a value of its maps (`MapRow`). */
function isArrowRow(value: object): boolean {
  return hasMarks(value, STRUCT_ROW) || hasMarks(value, MAP_ROW);
}

function hasMarks(value: object, [first, second]: readonly [symbol, symbol]): boolean {
  return Reflect.get(value, first) !== undefined && Reflect.get(value, second) !== undefined;
}

/** Only `Object.prototype` has no prototype and the methods of objects itself. */
function isObjectPrototype(prototype: unknown): boolean {
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "isPrototypeOf") &&
    Object.hasOwn(prototype, "propertyIsEnumerable")
  );
}

/** Whether an object without keys has a content that is in no key. */
function isExotic(value: object): boolean {
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    isDate(value) ||
    isMap(value) ||
    isSet(value) ||
    isBuffer(value)
  );
}

function mayBe(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What a method gives; undefined where it refuses its object. */
export function seen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function getterOf(prototype: object, key: PropertyKey): ((this: unknown) => unknown) | undefined {
  return Object.getOwnPropertyDescriptor(prototype, key)?.get;
}
