import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { NatsBridgeError, throwIfAborted } from "@natsbridge/schema/base";

/** Listeners as the server writes them into its ports file. */
export interface PortsFile {
  readonly nats: readonly string[];
  readonly monitoring: readonly string[];
  readonly websocket?: readonly string[] | undefined;
}

/** Name of the log inside the directory of a server. */
export const LOG_FILE = "nats-server.log";

/** Starts the binary on a configuration file; what it prints is appended to the log in `directory`. */
export function spawnServer(binary: string, directory: string, configFile: string): ChildProcess {
  const log = openSync(join(directory, LOG_FILE), "a");
  try {
    // Detached: on a Ctrl-C this process decides when its server ends, not the terminal.
    const child = spawn(binary, ["-c", configFile], {
      detached: true,
      stdio: ["ignore", log, log],
    });
    // A server must not keep the application alive; the guard ends it with the application.
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Resolves when a process has ended; also where it has long since. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve();
  }
  child.ref();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/**
 * Waits for the ports file, which the server writes once all its listeners accept.
 *
 * @throws NatsBridgeError `invalid_config` with the end of the log where the server gave up,
 *   `timeout` where it did not become ready, `aborted`.
 */
export async function waitForPorts(
  child: ChildProcess,
  directory: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<PortsFile> {
  const file = join(directory, `${basename(child.spawnfile)}_${child.pid}.ports`);
  const deadline = Date.now() + timeout;
  for (;;) {
    throwIfAborted("The start of nats-server", signal);
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      const log = await readLogEnd(directory);
      const message = `nats-server ended before it was ready. It said: ${log}`;
      throw new NatsBridgeError({ code: "invalid_config", message });
    }
    const ports = await readPorts(file);
    if (ports) return ports;
    if (Date.now() > deadline) {
      const log = await readLogEnd(directory);
      const message = `nats-server was not ready within ${timeout} ms. It said: ${log}`;
      throw new NatsBridgeError({ code: "timeout", message });
    }
    await delay(10);
  }
}

/** The file appears before it is whole, so half a document means "not yet". */
async function readPorts(file: string): Promise<PortsFile | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as PortsFile;
  } catch {
    return null;
  }
}

async function readLogEnd(directory: string): Promise<string> {
  const log = await readFile(join(directory, LOG_FILE), "utf8").catch(() => "");
  return log.trim().split("\n").slice(-5).join("\n") || "nothing";
}
