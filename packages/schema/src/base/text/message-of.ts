/** What a thrown value says; anything may be thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or with a `toString` that throws.
    return `a thrown ${typeof thrown}`;
  }
}
