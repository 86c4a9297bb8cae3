import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./file-servers.ts", import.meta.url));

/** Addresses of the servers that uploads and downloads are measured against. */
export interface FileServers {
  /** Writes to disk. */
  readonly local: string;
  /** Throws away. */
  readonly sink: string;
  close(): Promise<void>;
}

/** Starts the servers in a process of their own, so that they do not share a thread with what is measured. */
export async function startFileServers(): Promise<FileServers> {
  const child = spawn(process.execPath, ["--conditions=@natsbridge/source", CHILD], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const addresses: { readonly local: string; readonly sink: string } = JSON.parse(line);
  return {
    ...addresses,
    async close() {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}
