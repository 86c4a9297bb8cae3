import type { Login } from "./login.ts";

/** A way to connect that was remembered. Its secret is empty unless it was asked to be kept. */
export interface Context extends Login {
  readonly name: string;
}

const KEY = "natsbridge.contexts";

/** The contexts that this browser remembers; none where it remembers nothing. */
export function readContexts(): Context[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isContext) : [];
  } catch {
    return [];
  }
}

/** Remembers a context under its name, in place of an older one; the secret only where that is wanted. */
export function rememberContext(context: Context, withSecret: boolean): Context[] {
  const kept = withSecret ? context : { ...context, secret: "" };
  return store([...readContexts().filter(({ name }) => name !== context.name), kept]);
}

/** Forgets a context. */
export function forgetContext(name: string): Context[] {
  return store(readContexts().filter((each) => each.name !== name));
}

function store(contexts: Context[]): Context[] {
  try {
    localStorage.setItem(KEY, JSON.stringify(contexts));
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
  return contexts;
}

function isContext(value: unknown): value is Context {
  if (typeof value !== "object" || value === null) return false;
  return ["name", "broker", "files", "kind", "user", "secret"].every(
    (field) => typeof Reflect.get(value, field) === "string",
  );
}
