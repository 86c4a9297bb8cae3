import { expect, test } from "vitest";
import type { Manifest } from "../workspace.ts";
import { manifestFaults } from "./manifest-faults.ts";

const sound: Manifest = {
  name: "@natsbridge/sound",
  description: "Nothing wrong with it",
  license: "MIT",
  author: "Somebody",
  homepage: "https://example.org",
  bugs: "https://example.org/issues",
  keywords: ["nats"],
  type: "module",
  sideEffects: false,
  repository: { directory: "packages/sound" },
  exports: {
    ".": { "@natsbridge/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./a.js" },
    "./package.json": "./package.json",
  },
  files: ["dist", "src", "!**/*.test.*", "!**/*.tsbuildinfo"],
  engines: { node: ">=22.15" },
  publishConfig: { access: "public", provenance: true },
  scripts: {
    build: "tsc -b",
    prepack: "tsc -b",
    test: "vitest run --root ../.. --project @natsbridge/sound",
  },
  dependencies: { ky: "catalog:", "@natsbridge/schema": "workspace:^" },
};

const faults = (changes: object) => manifestFaults("packages/sound", { ...sound, ...changes });

test("a sound manifest has none", () => {
  expect(faults({})).toEqual([]);
});

test.each([
  [{ scripts: { build: "tsc -b", prepack: "tsc -b" } }, 'script test is not "vitest run'],
  [{ keywords: undefined }, "keywords is missing"],
  [{ scripts: { ...sound.scripts, prepack: "true" } }, 'script prepack is not "tsc -b"'],
  [
    { exports: { ".": { "@natsbridge/source": "a.ts", node: "a.js", default: "a.js" } } },
    'script build is not "tsc -b && node ../../.ci/bundle/bundle.ts ."',
  ],
  [{ dependencies: { ky: "^2.0.0" } }, "ky is ^2.0.0; use catalog: or workspace:^"],
  [{ exports: { ".": { default: "./a.js" } } }, 'exports "." must have the source condition first'],
  [{ sideEffects: undefined }, "sideEffects is not false"],
  [{ publishConfig: { access: "public" } }, "publishConfig is not"],
  [{ files: ["dist"] }, 'files lacks "src"'],
  [{ repository: { directory: "packages/other" } }, "repository.directory is not packages/sound"],
])("%j is a fault", (changes, message) => {
  expect(faults(changes)[0]).toContain(message);
});
