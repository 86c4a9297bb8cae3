import type { Table } from "apache-arrow";
import { expect, test } from "vitest";
import { canonicalTable } from "../canonical/canonical-table.ts";
import { block, letters } from "./block.ts";
import { generate } from "./generate.ts";

const utf8 = (value: unknown) => new TextEncoder().encode(String(value)).length;

test("the block of seed 1 begins as the protocol says", () => {
  expect(Buffer.from(block(1).subarray(0, 8)).toString("hex")).toBe("2101c54fd1d01ab2");
  expect(block(1)).toHaveLength(65_521);
  expect(letters(1)).toMatch(/^[A-Za-z0-9_-]{65521}$/);
});

test.each([0, 8, 9, 10, 65_530, 200_000])("text of %i bytes", (size) => {
  expect(utf8(generate({ gen: "text", size }))).toBe(size);
});

test.each(["dictionary", "jsontable"] as const)(
  "%s as JSON without spaces is of its size",
  (gen) => {
    expect(JSON.stringify(generate({ gen, size: 0 }))).toHaveLength(2);
    expect(utf8(JSON.stringify(generate({ gen, size: 5000 })))).toBe(5000);
  },
);

test("bytes repeat the block", () => {
  const bytes = generate({ gen: "bytes", size: 65_523, seed: 3 }) as Uint8Array;
  expect(bytes.subarray(65_521)).toEqual(block(3).subarray(0, 2));
});

test("a table has its columns, also without rows", () => {
  const columns = [
    { name: "id", type: "int32" },
    { name: "value", type: "float64" },
    { name: "name", type: "string" },
    { name: "bytes", type: "binary" },
  ];
  const table = canonicalTable(generate({ gen: "arrowtable", rows: 10 }) as Table);
  expect(table.columns).toEqual(columns);
  expect(table.rows[1]?.slice(0, 3)).toEqual([1, 0.125, "row 1"]);
  expect(table.rows[9]?.[2]).toBeNull();
  expect(table.rows[0]?.[3]).toBe(Buffer.from(block(1).subarray(0, 100)).toString("hex"));
  expect(canonicalTable(generate({ gen: "arrowtable", rows: 0 }) as Table)).toEqual({
    columns,
    nrows: 0,
    rows: [],
  });
});

test("an unknown generator is named", () => {
  expect(() => generate({ gen: "bytes" })).toThrow('unknown generator {"gen":"bytes"}');
});
