import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NatsBridgeError } from "./errors.ts";
import { loadPart } from "./load-part.ts";

test("a part that is not there any more is told, with the way out", async () => {
  const cause = new TypeError("Failed to fetch dynamically imported module");
  const loading = loadPart(() => Promise.reject(cause));
  await expect(loading).rejects.toMatchObject({
    name: "NatsBridgeError",
    code: "unsupported",
    isRetryable: false,
    cause,
    message: expect.stringContaining(
      "A part of NATSBridge could not be loaded: Failed to fetch dynamically imported module. A page may have been published anew meanwhile: load it again",
    ),
  });
});

test("what begins to load and throws is told, too", async () => {
  const loading = loadPart(() => {
    throw new ReferenceError("document is not defined");
  });
  await expect(loading).rejects.toMatchObject({ code: "unsupported" });
});

test("an error of ours stays as it is", async () => {
  const error = new NatsBridgeError({ code: "invalid_config", message: "no" });
  await expect(loadPart(() => Promise.reject(error))).rejects.toBe(error);
});

test("no other file of a page loads a part by itself", async () => {
  const packages = join(import.meta.dirname, "../../../");
  const found: string[] = [];
  for await (const file of glob("{core,codecs,fileserver*,schema,transport}/src/**/*.ts", {
    cwd: packages,
  })) {
    if (/\.test\.ts$|\.node\.ts$/.test(file)) continue;
    const text = await readFile(join(packages, file), "utf8");
    if (/(?<!loadPart\(\(\) => |typeof )\bimport\("/.test(text)) found.push(file);
  }
  expect(found.sort()).toEqual([
    // An optional peer that lacks is no fault.
    "core/src/telemetry/load-telemetry.ts",
    // Of Node.
    "transport/src/connection/client/load-nats3.ts",
  ]);
});
