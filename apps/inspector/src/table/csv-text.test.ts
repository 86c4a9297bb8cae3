import { expect, test } from "vitest";
import { csvHead, csvText } from "./csv-text.ts";
import { tableCells } from "./table-cells.ts";

test("numbers stay numbers, text is quoted where it must be", () => {
  const cells = tableCells([
    { n: -5, text: 'say "hi", twice' },
    { n: 0.5, text: "two\nlines" },
  ]);
  expect(csvHead(cells) + csvText(cells, 0, 2)).toBe(
    'n,text\r\n-5,"say ""hi"", twice"\r\n0.5,"two\nlines"\r\n',
  );
});

test.each([
  "=1+1",
  "+1",
  "-1+2",
  "@SUM(A1)",
  " =1",
  "\t=1",
  "\r=1",
  "＝1",
  '=HYPERLINK("http://x")',
])("a spreadsheet does not take %j for a formula", (formula) => {
  const cells = tableCells([{ [formula]: formula }]);
  const plain = (line: string) => line.replace(/\r\n$/, "").replace(/^"|"$/g, "");
  expect(plain(csvHead(cells)).startsWith("'")).toBe(true);
  expect(plain(csvText(cells, 0, 1)).startsWith("'")).toBe(true);
});
