import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SharedFiles } from "./shared-files.ts";

test("a file is written once, whole before anyone reads it, and never again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-shared-"));
  try {
    const files = new SharedFiles(folder);
    let made = 0;
    const make = async () => new Uint8Array(5_000_000).fill(++made);
    const read = async () => {
      const bytes = await readFile(await files.path("table", make));
      return [bytes.length, bytes[0], bytes.at(-1)];
    };
    expect(await Promise.all([read(), read(), read()])).toEqual([
      [5_000_000, 1, 1],
      [5_000_000, 1, 1],
      [5_000_000, 1, 1],
    ]);
    await writeFile(await files.path("table", make), "kept as it is");
    expect(await readFile(await files.path("table", make), "utf8")).toBe("kept as it is");
  } finally {
    await rm(folder, { recursive: true });
  }
});
