import { expect, test } from "vitest";
import { tarballFaults } from "./tarball-faults.ts";

const files = ["LICENSE", "README.md", "package.json", "dist/index.js", "src/index.ts"];
const manifest = {
  name: "@natsbridge/sound",
  exports: { ".": { "@natsbridge/source": "./src/index.ts", default: "./dist/index.js" } },
  dependencies: { "@natsbridge/schema": "^1.0.0" },
};

test("a sound tarball has no faults", () => {
  expect(tarballFaults(files, manifest)).toEqual([]);
});

test("what is missing or too much is named", () => {
  expect(tarballFaults(["README.md", "src/index.ts", "src/a.test.ts"], manifest)).toEqual([
    "has no LICENSE",
    "ships src/a.test.ts",
    "names ./dist/index.js, not packed",
  ]);
});

test("an import condition that points nowhere is a fault", () => {
  const imports = { "#base64": { "@natsbridge/source": { browser: "./src/b.ts" } } };
  expect(tarballFaults(files, { ...manifest, imports })).toEqual(["names ./src/b.ts, not packed"]);
});

test("a command that points nowhere is a fault", () => {
  const bin = { sound: "./dist/main.js" };
  expect(tarballFaults(files, { ...manifest, bin })).toEqual(["names ./dist/main.js, not packed"]);
});

test("a range that only the workspace understands is a fault", () => {
  const dependencies = { ky: "catalog:", "@natsbridge/schema": "workspace:^", testkit: "0.0.0" };
  expect(tarballFaults(files, { ...manifest, dependencies })).toEqual([
    "dependencies: ky is catalog:",
    "dependencies: @natsbridge/schema is workspace:^",
    "dependencies: testkit is private",
  ]);
});
