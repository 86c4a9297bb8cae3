import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CODES } from "./base/index.ts";

const folder = new URL("../errors/", import.meta.url);

test("every error code has a page, and every page a code", () => {
  expect(readdirSync(folder).sort()).toEqual(ERROR_CODES.map((code) => `${code}.md`).sort());
});

test.each(ERROR_CODES)(
  "the page of %s says what happened, why, what to do, and the text",
  (code) => {
    const page = readFileSync(new URL(`${code}.md`, folder), "utf8");
    expect(page).toMatch(new RegExp(`^# \`${code}\`: \\S`));
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      "What happened",
      "Why",
      "What to do",
      "What it says",
    ]);
  },
);
