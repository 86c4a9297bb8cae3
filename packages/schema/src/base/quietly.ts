/** Calls what must not cost the caller anything: what it throws, or rejects with later, is swallowed, since nobody can be told. */
export function quietly(call: () => unknown): void {
  try {
    void Promise.resolve(call()).catch(() => undefined);
  } catch {
    // As said.
  }
}
