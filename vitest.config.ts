import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Tests run on the sources of all packages, without a build. */
const conditions = ["@natsbridge/source", "module", "node", "development|production"];

const projects = ["packages", "apps"].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`),
);

export default defineConfig({
  test: {
    projects: projects.map((root) => ({
      ssr: { resolve: { conditions } },
      test: {
        name: (JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { name: string }).name,
        root,
        include: ["src/**/*.test.ts"],
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    })),
  },
});
