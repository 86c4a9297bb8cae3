import { defineConfig } from "vitest/config";
import { reporters } from "./.ci/reporters.ts";

/** Kept apart from `pnpm test`, which needs no Chromium. The pages are bundled from the built packages. */
export default defineConfig({
  ssr: {
    resolve: {
      conditions: ["@natsbridge/source", "module", "node", "development|production"],
    },
  },
  test: {
    name: "browser",
    include: ["apps/*/**/*.browser.test.ts"],
    // One Chromium at a time: memory and time are measured.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    reporters,
  },
});
