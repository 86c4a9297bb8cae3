import { defineConfig } from "vitest/config";
import { reporters } from "./.ci/reporters.ts";

/** Against hangs: a busy machine takes its time to start a browser. */
const limits = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } };
const ssr = {
  resolve: { conditions: ["@natsbridge/source", "module", "node", "development|production"] },
};

/** Kept apart from `pnpm test`, which needs no browser. The pages are bundled from the packages' sources. */
export default defineConfig({
  test: {
    reporters,
    // One browser at a time: memory and time are measured.
    fileParallelism: false,
    // The inspector is built once for all its tests.
    globalSetup: "apps/inspector/src/testing/build-page.test.support.ts",
    projects: [
      { ssr, test: { ...limits, name: "chromium", include: ["apps/*/**/*.browser.test.ts"] } },
      // The two pages that people use, in the other engine as well.
      {
        ssr,
        test: {
          ...limits,
          name: "firefox",
          include: ["apps/{inspector,examples}/**/*.browser.test.ts"],
          // Light and dark cannot be asked of it.
          exclude: ["**/looks.browser.test.ts"],
          env: { NATSBRIDGE_TEST_BROWSER: "firefox" },
        },
      },
    ],
  },
});
