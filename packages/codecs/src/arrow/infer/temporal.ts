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
  if (slot(prototype, "calendarId", value) !== "iso8601") return undefined;
  const write: unknown = prototype && Reflect.get(prototype, "toString");
  return typeof write === "function" ? String(write.call(value)) : undefined;
}

function temporal(): TemporalLike | undefined {
  return Reflect.get(globalThis, "Temporal");
}

/** What a getter sees in a value, whatever the value's own properties say; undefined where it refuses it. */
function slot(prototype: object | undefined, name: string, value: unknown): unknown {
  if (prototype === undefined || typeof value !== "object" || value === null) return undefined;
  try {
    return Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(value);
  } catch {
    return undefined;
  }
}
