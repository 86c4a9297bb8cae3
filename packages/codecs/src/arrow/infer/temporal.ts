import { seen } from "../../what-counts.ts";

const ISO_DAY = /^(?:[+-]\d{6}|\d{4})-\d\d-\d\d$/;

/** What is used of `Temporal`, which not every runtime has. */
interface TemporalLike {
  readonly Instant?: { readonly prototype: object };
  readonly PlainDate?: { readonly prototype: object };
}

/** Nanoseconds since 1970 of a `Temporal.Instant` of any realm; undefined for anything else. */
export function instantNanoseconds(value: unknown): bigint | undefined {
  const nanoseconds = slot(temporal()?.Instant?.prototype, "epochNanoseconds", value);
  return typeof nanoseconds === "bigint" ? nanoseconds : undefined;
}

/** `YYYY-MM-DD` of a `Temporal.PlainDate` in the ISO calendar; undefined for anything else. */
export function plainDateText(value: unknown): string | undefined {
  const prototype = temporal()?.PlainDate?.prototype;
  const write: unknown = prototype && Reflect.get(prototype, "toString");
  if (typeof write !== "function" || typeof value !== "object") return undefined;
  // It takes no other object, and names any calendar that is not the usual one.
  const text = seen(() => String(write.call(value)));
  return text !== undefined && ISO_DAY.test(text) ? text : undefined;
}

function temporal(): TemporalLike | undefined {
  return Reflect.get(globalThis, "Temporal");
}

/** What a getter sees in a value, whatever the value's own properties say; undefined where it refuses it. */
function slot(prototype: object | undefined, name: string, value: unknown): unknown {
  if (prototype === undefined || typeof value !== "object" || value === null) return undefined;
  return seen(() => Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(value));
}
