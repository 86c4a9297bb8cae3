import { hasProcess } from "./has-process.ts";

/** Tells whoever runs the program: a `NatsBridgeWarning` of the process, or `console.warn` where there is no process. */
export function warnProgram(text: string, code: string): void {
  const { console: page } = globalThis;
  if (hasProcess()) process.emitWarning(text, { type: "NatsBridgeWarning", code });
  else page.warn(text);
}
