import { fileURLToPath } from "node:url";
import { findNatsServer } from "@natsbridge/nats-server";
import { pythonEnvironment } from "testkit";
import { BROWSER_STEPS } from "./install-browsers.ts";
import { runCommand, type Step } from "./step.ts";

/** A peer that brings a script of its own, which prints the path of its interpreter. */
function peerScript(name: string, peer: string): Step {
  const script = fileURLToPath(new URL(`../../peers/${peer}/setup.sh`, import.meta.url));
  return { name, run: (log) => runCommand("sh", [script], log) };
}

/** Everything that the matrix needs besides what pnpm installs. */
export const STEPS: readonly Step[] = [
  { name: "nats-server", run: () => findNatsServer() },
  { name: "Python", run: () => pythonEnvironment() },
  peerScript("MicroPython", "micropython"),
  peerScript("Julia", "julia"),
  ...BROWSER_STEPS,
];
