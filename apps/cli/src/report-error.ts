import { escapeControls, NatsBridgeError } from "@natsbridge/schema";
import { fillLines } from "./terminal/fill-lines.ts";
import { paint } from "./terminal/paint.ts";
import { terminalWidth } from "./terminal/terminal-width.ts";

/** Says on standard error what went wrong: for people, or with `--json` as one JSON line. `--debug` adds the stack. */
export function reportError(error: unknown, argv: readonly string[]): void {
  const code = NatsBridgeError.isInstance(error) ? error.code : undefined;
  const message = escapeControls(error instanceof Error ? error.message : String(error));
  const { stderr } = process;
  if (argv.includes("--json")) {
    stderr.write(`${JSON.stringify({ error: { code: code ?? "failed", message } })}\n`);
  } else {
    const text = code === undefined ? message : `${message} (${code})`;
    const lines = fillLines(text, terminalWidth(stderr) - "error: ".length);
    stderr.write(`${paint("red", "error:", stderr)} ${lines.join("\n       ")}\n`);
  }
  if (argv.includes("--debug")) stderr.write(`${stackOf(error)}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
