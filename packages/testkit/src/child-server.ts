import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server in a process of its own. */
export interface ChildServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** An empty directory for its files, removed at the end. */
  readonly directory: string;
  /** Stops it and removes its files. */
  close(): Promise<void>;
}

/** How a server is started. */
export interface ChildServerOptions {
  readonly program: string;
  /** Its arguments; called anew with another port when the first was taken meanwhile. */
  readonly args: (
    port: number,
    directory: string,
  ) => readonly string[] | Promise<readonly string[]>;
}

/** Ends its child and removes its files when its standard input closes, which happens however the test process ends. */
const WATCHDOG =
  // Nobody may read its standard error any more, which must not end it early.
  'trap "" PIPE; "$@" & child=$!; trap "kill -9 $child 2>/dev/null; cd /; rm -rf \\"$FILES\\"" EXIT; (cat; kill -9 $child 2>/dev/null) <&3 & wait $child';
const ATTEMPTS = 3;
const READY_TIMEOUT = 15_000;

/** Starts a server on a free port and waits until it accepts connections. */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  for (let attempt = 1; ; attempt += 1) {
    const directory = await mkdtemp(join(tmpdir(), "natsbridge-server-"));
    try {
      return await launch(options, await freePort(), directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function launch(
  { program, args }: ChildServerOptions,
  port: number,
  directory: string,
): Promise<ChildServer> {
  const command = ["-c", `exec 3<&0; ${WATCHDOG}`, "sh", program, ...(await args(port, directory))];
  const child = spawn("sh", command, {
    stdio: ["pipe", "ignore", "pipe"],
    cwd: directory,
    env: { ...process.env, FILES: directory },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  });
  const exited = once(child, "exit");
  const close = async () => {
    child.stdin.end();
    await exited;
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_TIMEOUT;
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.stdin.end();
      throw new Error(`${program} is not ready: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { url: `http://127.0.0.1:${port}`, port, directory, close, [Symbol.asyncDispose]: close };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  server.close();
  await once(server, "close");
  return port;
}
