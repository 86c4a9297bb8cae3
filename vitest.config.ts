import { existsSync, readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { reporters } from "./.ci/reporters.ts";

/** Tests run on the sources of all packages, without a build. */
const conditions = ["@natsbridge/source", "module", "node", "development|production"];

function packageName(root: string): string {
  return (JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { name: string }).name;
}

const packages = ["packages", "apps"].flatMap((folder) =>
  readdirSync(folder)
    .map((name) => `${folder}/${name}`)
    .filter((root) => existsSync(`${root}/package.json`)),
);

const projects = [
  // Those that need a Chromium have a run of their own: `pnpm browser`.
  ...packages.map((root) => ({
    name: packageName(root),
    root,
    include: ["src/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts"],
  })),
  // The gates' own tests. The packed packages have a run of their own: `pnpm consumer`.
  {
    name: "workspace",
    root: ".ci",
    include: ["**/*.test.ts"],
    exclude: ["packed/consumer.test.ts"],
  },
];

export default defineConfig({
  test: {
    reporters,
    projects: projects.map((test) => ({
      ssr: { resolve: { conditions } },
      test: {
        ...test,
        // Against hangs: many tests start programs and await events, and a busy machine takes its time for that.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        expect: { poll: { timeout: 20_000, interval: 20 } },
      },
    })),
  },
});
