import { type Browser, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumExecutable } from "testkit";

/** A real Chromium without a window. */
export function launchChromium(...flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumExecutable(),
    args: [...CHROMIUM_FLAGS, ...flags],
  });
}
