import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as codecs from "@natsbridge/codecs/arrow";
import { expect, test } from "vitest";
import * as arrow from "./arrow.ts";

test("natsbridge/arrow is @natsbridge/codecs/arrow by one name", () => {
  expect(Object.keys(arrow)).toEqual(Object.keys(codecs));
  expect(Object.keys(arrow)).toContain("rowsFromTable");
});

const program = `
import { smartreceive, smartsend } from "natsbridge";
import { rowsFromTable } from "natsbridge/arrow";

const rows = [{ id: 1, name: "Ada" }, { id: 2, name: null }];
const [, text] = await smartsend("tables", [["table", rows, "arrowtable"]], { is_publish: false });
const { payloads: [[, table]] } = await smartreceive(text);
const { payloads: [[, again]] } = await smartreceive(text, { rows: true });
console.log(JSON.stringify([rowsFromTable(table), again]));
`;

test("what a program receives as a table becomes rows with nothing but natsbridge", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=module", "--eval", program],
    { cwd: import.meta.dirname },
  );
  const rows = [
    { id: 1, name: "Ada" },
    { id: 2, name: null },
  ];
  expect(JSON.parse(stdout)).toEqual([rows, rows]);
});
