import { chromiumExecutable, firefoxExecutable } from "testkit";
import { runCommand, type Step } from "./step.ts";

/** Browsers as Debian has them: tests never download one of their own. */
export const BROWSER_STEPS: readonly Step[] = [
  browserStep("Chromium", "chromium", chromiumExecutable),
  browserStep("Firefox", "firefox-esr", firefoxExecutable),
];

function browserStep(name: string, packageName: string, executable: () => string): Step {
  return {
    name,
    run: async (log) => {
      const found = findBrowser(executable);
      if (found !== undefined) return found;
      // Without root, sudo must do it without asking.
      const [command, ...first] =
        process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
      const aptGet = (...args: string[]) =>
        runCommand(command ?? "apt-get", [...first, ...args], log);
      await aptGet("-q", "update");
      await aptGet("-q", "install", "--yes", "--no-install-recommends", packageName);
      return executable();
    },
  };
}

function findBrowser(executable: () => string): string | undefined {
  try {
    return executable();
  } catch {
    return undefined;
  }
}
