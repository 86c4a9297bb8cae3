import { escapeControls, NatsBridgeError } from "@natsbridge/schema/base";

/**
 * Refuses what is no name of a stream or consumer: names become tokens of subjects, and parts of paths.
 *
 * @throws NatsBridgeError `invalid_config`.
 */
export function assertName(name: string, what: string): void {
  if (typeof name === "string" && /^[^\s.*>/\\\p{Cc}]{1,255}$/u.test(name)) return;
  throw invalid(what, name, "a name without white space, dots, slashes, * and >");
}

/**
 * Refuses what is no queue group: white space or a line end would become a command to the server.
 *
 * @throws NatsBridgeError `invalid_config`.
 */
export function assertQueue(queue: string): void {
  if (typeof queue === "string" && /^[^\s\p{Cc}]{1,255}$/u.test(queue)) return;
  throw invalid("queue", queue, "a name without white space");
}

function invalid(what: string, value: unknown, expected: string): NatsBridgeError {
  const shown = escapeControls(String(value).slice(0, 80));
  return new NatsBridgeError({
    code: "invalid_config",
    message: `${what} "${shown}": expected ${expected}`,
  });
}
