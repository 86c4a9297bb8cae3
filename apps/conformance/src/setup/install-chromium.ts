import { chromiumExecutable } from "testkit";
import { runCommand, type Step } from "./step.ts";

/** Debian's own Chromium: tests never download a browser of their own. */
export const chromiumStep: Step = {
  name: "Chromium",
  run: async (log) => {
    const found = findChromium();
    if (found !== undefined) return found;
    // Without root, sudo must do it without asking.
    const [command, ...first] = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
    const aptGet = (...args: string[]) =>
      runCommand(command ?? "apt-get", [...first, ...args], log);
    await aptGet("-q", "update");
    await aptGet("-q", "install", "--yes", "--no-install-recommends", "chromium");
    return chromiumExecutable();
  },
};

function findChromium(): string | undefined {
  try {
    return chromiumExecutable();
  } catch {
    return undefined;
  }
}
