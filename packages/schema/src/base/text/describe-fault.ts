import { messageOf } from "./message-of.ts";

const MAX_DEPTH = 5;

/**
 * One line that says why a request failed. The runtimes wrap the real reason several times
 * ("fetch failed"), and the outer texts may hold the whole URL with its secrets, so the innermost speaks.
 */
export function describeFault(error: unknown): string {
  let inner = error;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (inner instanceof AggregateError && inner.errors.length > 0) inner = inner.errors[0];
    else if (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
    else break;
  }
  if (!(inner instanceof Error)) return messageOf(inner);
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : "";
  const text = inner.message || inner.name;
  return code === "" || text.includes(code) ? text : `${text} (${code})`;
}
