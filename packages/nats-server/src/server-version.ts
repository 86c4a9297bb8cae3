import { runCommand } from "./run-command.ts";

/** The version that is fetched when none is found. */
export const FETCHED_VERSION = "2.15.1";

/** Older servers found on PATH are passed over (Debian 12 has 2.9). */
const OLDEST_MINOR = 10;

/** `[major, minor]` of a nats-server binary; rejects where it does not run or is something else. */
export async function serverVersion(
  binary: string,
  signal?: AbortSignal,
): Promise<readonly [number, number]> {
  const said = await runCommand(binary, ["--version"], { timeout: 10_000, signal });
  const match = /nats-server: v(\d+)\.(\d+)/.exec(said);
  if (!match) throw new Error(`${binary} --version answered "${said.trim().slice(0, 80)}"`);
  return [Number(match[1]), Number(match[2])];
}

/** Whether a server of this version has what NATSBridge uses. */
export function isRecentVersion([major, minor]: readonly [number, number]): boolean {
  return major > 2 || (major === 2 && minor >= OLDEST_MINOR);
}
