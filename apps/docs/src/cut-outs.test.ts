import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cutOutFaults } from "./cut-outs.ts";

const folder = mkdtempSync(join(tmpdir(), "natsbridge-docs-"));
writeFileSync(join(folder, "a.py"), "# #region send\nx = 1\n# #endregion send\n");
afterAll(() => rmSync(folder, { recursive: true }));

test("what is cut out of a file is there", () => {
  const markdown = "text\n<<< @/a.py\n\n<<< @/a.py#send{py} [Python]\n";
  expect(cutOutFaults(folder, "page.md", markdown)).toEqual([]);
});

test("a file or a region that is not there is named", () => {
  expect(cutOutFaults(folder, "page.md", "<<< @/b.py\n<<< @/a.py#receive{py} [Python]\n")).toEqual([
    "page.md: b.py is not there",
    "page.md: a.py has no region receive",
  ]);
});
