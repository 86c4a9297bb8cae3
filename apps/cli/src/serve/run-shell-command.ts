import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { safeFileName } from "@natsbridge/fileserver";
import type { LazyEnvelope } from "natsbridge";

/**
 * Runs a shell command over a message whose payloads are files; gives what it printed. The files are gone afterwards.
 * @throws Error with its exit code and the last line it wrote on standard error.
 */
export async function runShellCommand(
  command: string,
  env: LazyEnvelope,
  signal: AbortSignal,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-serve-"));
  try {
    const { variables, first } = await writePayloads(env, folder);
    await using input = first === undefined ? undefined : await open(first);
    const child = spawn("sh", ["-c", command], {
      cwd: folder,
      env: { ...process.env, ...variables },
      stdio: [input?.fd ?? "ignore", "pipe", "pipe"],
      signal,
    });
    const closed = once(child, "close") as Promise<[code: number | null, killed: string | null]>;
    const output = Promise.all([bytesOf(child.stdout), bytesOf(child.stderr)]);
    const [[code, killed], [stdout, stderr]] = await Promise.all([closed, output]);
    if (code === 0) return stdout;
    const said = stderr.toString("utf8").trim().split("\n").at(-1) ?? "";
    throw new Error(
      `The command ended with ${killed ?? `exit code ${code}`}${said === "" ? "" : `: ${said}`}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePayloads(
  env: LazyEnvelope,
  folder: string,
): Promise<{ readonly variables: Record<string, string>; readonly first: string | undefined }> {
  const variables: Record<string, string> = {
    NATSBRIDGE_COUNT: String(env.payloads.length),
    NATSBRIDGE_SUBJECT: env.send_to,
    NATSBRIDGE_MSG_ID: env.msg_id,
    NATSBRIDGE_CORRELATION_ID: env.correlation_id,
    NATSBRIDGE_SENDER: env.sender_name,
  };
  let first: string | undefined;
  for (const [index, [dataname, handle, type]] of env.payloads.entries()) {
    const path = join(folder, `${index + 1}-${safeFileName(dataname)}`);
    await handle.saveTo(path);
    first ??= path;
    variables[`NATSBRIDGE_FILE_${index + 1}`] = path;
    variables[`NATSBRIDGE_NAME_${index + 1}`] = dataname;
    variables[`NATSBRIDGE_TYPE_${index + 1}`] = type;
  }
  // An environment cannot hold a NUL, which a hostile name may.
  const held = Object.entries(variables).map(([name, text]) => [name, text.replaceAll("\0", "")]);
  return { variables: Object.fromEntries(held), first };
}

async function bytesOf(stream: Readable | null): Promise<Buffer> {
  return stream === null ? Buffer.alloc(0) : buffer(stream);
}
