import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NatsBridgeError } from "./errors.ts";
import { partLoader } from "./part-loader.ts";

test("a part that is not there any more is told, with the way out", async () => {
  const cause = new TypeError("Failed to fetch dynamically imported module");
  const loading = partLoader(() => Promise.reject(cause))();
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
  const loading = partLoader(() => {
    throw new ReferenceError("document is not defined");
  })();
  await expect(loading).rejects.toMatchObject({ code: "unsupported" });
});

test("an error of ours stays as it is", async () => {
  const error = new NatsBridgeError({ code: "invalid_config", message: "no" });
  await expect(partLoader(() => Promise.reject(error))()).rejects.toBe(error);
});

test("a part is loaded once, and anew only where that failed", async () => {
  let loaded = 0;
  const load = partLoader(async () => {
    loaded += 1;
    if (loaded === 1) throw new TypeError("Failed to fetch");
    return { loaded };
  });
  await expect(load()).rejects.toMatchObject({ code: "unsupported" });
  expect(await Promise.all([load(), load()])).toEqual([{ loaded: 2 }, { loaded: 2 }]);
  expect(await load()).toEqual({ loaded: 2 });
});

test("no other file of a page loads a part by itself", async () => {
  const packages = join(import.meta.dirname, "../../../");
  const found: string[] = [];
  for await (const file of glob("{core,codecs,fileserver*,schema,transport}/src/**/*.ts", {
    cwd: packages,
  })) {
    if (/\.test\.ts$|\.node\.ts$/.test(file)) continue;
    const text = await readFile(join(packages, file), "utf8");
    if (/(?<!partLoader\(\(\) => |typeof )\bimport\("/.test(text)) found.push(file);
  }
  expect(found.sort()).toEqual([
    // An optional peer that lacks is no fault.
    "core/src/telemetry/load-telemetry.ts",
    // Of Node.
    "transport/src/connection/client/load-nats3.ts",
  ]);
});
