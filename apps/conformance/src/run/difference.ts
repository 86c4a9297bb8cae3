const MOST_DIFFERENCES = 5;

/** What differs between two plain values, by path: `payloads[0].len: expected 3, got 4`. Empty where they are equal. */
export function difference(expected: unknown, got: unknown): string[] {
  return differing(expected, got, "").slice(0, MOST_DIFFERENCES);
}

function differing(expected: unknown, got: unknown, path: string): string[] {
  if (Object.is(expected, got) || (expected === 0 && got === 0)) return [];
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) {
      return [`${path || "it"}: expected ${expected.length} items, got ${got.length}`];
    }
    return expected.flatMap((item, index) => differing(item, got[index], `${path}[${index}]`));
  }
  if (isObject(expected) && isObject(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) =>
      differing(own(expected, key), own(got, key), path === "" ? key : `${path}.${key}`),
    );
  }
  return [`${path || "it"}: expected ${brief(expected)}, got ${brief(got)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `__proto__` is a key like any other in a message. */
function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
