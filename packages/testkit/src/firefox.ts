import { existsSync } from "node:fs";

/** Debian's, and that of other systems. */
const EXECUTABLES = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** The Firefox of this machine. @throws Error that says how to install it. */
export function firefoxExecutable(): string {
  const found = EXECUTABLES.find(existsSync);
  if (found !== undefined) return found;
  throw new Error(
    `No Firefox at ${EXECUTABLES.join(" or ")}. Install it: apt-get install --no-install-recommends firefox-esr`,
  );
}
