import { existsSync } from "node:fs";

const EXECUTABLE = "/usr/bin/chromium";

/** Starts Chromium quietly, for root too: no sandbox, no graphics card, no talk with the outside. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium. @throws Error that says how to install it. */
export function chromiumExecutable(): string {
  if (existsSync(EXECUTABLE)) return EXECUTABLE;
  throw new Error(
    `No Chromium at ${EXECUTABLE}. Install it: apt-get install --no-install-recommends chromium`,
  );
}
