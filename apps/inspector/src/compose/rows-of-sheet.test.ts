import { expect, test } from "vitest";
import { rowsOfSheet } from "./rows-of-sheet.ts";

test("cells that were copied from a spreadsheet become rows", () => {
  expect(rowsOfSheet("name\tsize\tcode\r\nAda\t1.5\t007\r\nBob\t\t008\r\n")).toEqual([
    { name: "Ada", size: 1.5, code: "007" },
    { name: "Bob", size: null, code: "008" },
  ]);
});

test("other separators are taken where there is no tab, and nothing is no row", () => {
  expect(rowsOfSheet("a;b\n1;2")).toEqual([{ a: 1, b: 2 }]);
  expect(rowsOfSheet("a,\n1,x")).toEqual([{ a: 1, "column 2": "x" }]);
  expect(rowsOfSheet("")).toEqual([]);
});
