import { writeFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { CHROMIUM_FLAGS } from "testkit";
import type { Engine } from "./engine.ts";

const INSECURE = "insecure.test";

export const chromium: Engine = {
  name: "chromium",
  packages: ["chromium"],
  executable: "/usr/bin/chromium",
  start: (url, profile) => [
    "/usr/bin/chromium",
    "--headless=new",
    `--user-data-dir=${profile}`,
    `--host-resolver-rules=MAP ${INSECURE} 127.0.0.1`,
    ...CHROMIUM_FLAGS,
    url,
  ],
  env: {},
  version: ["/usr/bin/chromium", "--version"],
  insecureHost: () => INSECURE,
};

/** No first-run pages, no talk with the outside, and a service worker may take its time. */
const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.serviceWorkers.idle_extended_timeout": 300_000,
  "dom.serviceWorkers.idle_timeout": 300_000,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.localDomains": INSECURE,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

const firefox: Engine = {
  name: "firefox",
  packages: ["firefox-esr"],
  executable: "/usr/bin/firefox-esr",
  start(url, profile) {
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    writeFileSync(join(profile, "user.js"), lines.join(""));
    return ["/usr/bin/firefox-esr", "--headless", "--no-remote", "--profile", profile, url];
  },
  env: { MOZ_HEADLESS: "1" },
  version: ["/usr/bin/firefox-esr", "--version"],
  insecureHost: () => INSECURE,
};

const MINI_BROWSER = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;

const webkit: Engine = {
  name: "webkit",
  packages: ["libwebkit2gtk-4.1-0", "webkit2gtk-driver", "xvfb", "xauth"],
  executable: MINI_BROWSER,
  start: (url) => ["xvfb-run", "--auto-servernum", MINI_BROWSER, "--private", url],
  env: { WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1" },
  // It would open a window to say so itself.
  version: ["dpkg-query", "--show", "libwebkit2gtk-4.1-0"],
  // It knows no names of its own: an address of this machine, else its name.
  insecureHost: () =>
    Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === "IPv4" && !each.internal)?.address ?? hostname(),
};

export const ENGINES: readonly Engine[] = [chromium, firefox, webkit];
