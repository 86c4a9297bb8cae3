import { escapeControls, NatsBridgeError } from "@natsbridge/schema";
import { said } from "./said.ts";
import { fillLines } from "./terminal/fill-lines.ts";
import { paint } from "./terminal/paint.ts";
import { terminalWidth } from "./terminal/terminal-width.ts";

/** What to do about it, in the words of this command. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  connection_failed: "natsbridge dev starts a broker; --nats or NATS_URL says where another is",
  permission_denied:
    "--user with --password, --token, --creds, --nkey or --context say who you are; natsbridge doctor tells what is missing",
  link_forbidden:
    "--files, --s3 or --webdav name the file server, --allow-origin an origin to read from",
  upload_failed:
    "--files, --s3 or --webdav say where files go; natsbridge dev starts a file server",
};

/** Says on standard error what went wrong: for people, or with `--json` as one JSON line. `--debug` adds the stack. */
export function reportError(error: unknown, argv: readonly string[]): void {
  const code = NatsBridgeError.isInstance(error) ? error.code : undefined;
  const message = escapeControls(said(error));
  const { stderr } = process;
  if (argv.includes("--json")) {
    stderr.write(`${JSON.stringify({ error: { code: code ?? "failed", message } })}\n`);
  } else {
    const text = code === undefined ? message : `${message} (${code})`;
    const lines = fillLines(text, terminalWidth(stderr) - "error: ".length);
    stderr.write(`${paint("red", "error:", stderr)} ${lines.join("\n       ")}\n`);
    const wayOut = WAYS_OUT[code ?? ""];
    if (wayOut !== undefined) {
      const hint = fillLines(`→ ${wayOut}`, terminalWidth(stderr) - "error: ".length);
      stderr.write(`${paint("dim", `       ${hint.join("\n       ")}`, stderr)}\n`);
    }
  }
  if (argv.includes("--debug")) stderr.write(`${stackOf(error)}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
