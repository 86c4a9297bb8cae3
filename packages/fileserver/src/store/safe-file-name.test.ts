import { expect, test } from "vitest";
import { encodePathSegment, safeFileName } from "./safe-file-name.ts";

test.each([
  ["report v2 (é).bin", "report v2 (é).bin"],
  ["", "payload"],
  ["..", "payload"],
  ["   ", "payload"],
  ["../../etc/passwd", "_.._etc_passwd"],
  ["a/b.txt", "a_b.txt"],
  ['quo"te\\.bin', "quo_te_.bin"],
  ["line\r\nX-Evil: 1", "line__X-Evil_ 1"],
  ["a?b#c%41;d", "a_b#c_41_d"],
  ["right\u202eto left", "right_to left"],
  ["lone \ud800 surrogate", "lone \ufffd surrogate"],
  ["数据 😀.arrow", "数据 😀.arrow"],
])("%j is suggested as %j", (dataname, name) => {
  expect(safeFileName(dataname)).toBe(name);
});

test.each(["x".repeat(1000), "😀".repeat(1000), `${"é".repeat(1000)}.arrow`])(
  "a long name is cut at a character, and keeps its extension",
  (dataname) => {
    const name = safeFileName(dataname);
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(200);
    expect(new TextEncoder().encode(name).length).toBeGreaterThan(190);
    expect(name.isWellFormed()).toBe(true);
    expect(name.endsWith(".arrow")).toBe(dataname.endsWith(".arrow"));
  },
);

test("a path segment keeps unreserved characters only", () => {
  expect(encodePathSegment("report v2 (é)!'*~.bin")).toBe(
    "report%20v2%20%28%C3%A9%29%21%27%2A~.bin",
  );
});

test.each([" ", ".", "a ", ". ", "\u00a0", "\n"])(
  "a name of a million of %j takes no time",
  (text) => {
    const started = performance.now();
    safeFileName(`${text.repeat(1_000_000)}x`);
    safeFileName(`x${text.repeat(1_000_000)}x`);
    expect(performance.now() - started).toBeLessThan(1_500);
  },
);
