import type { Table } from "apache-arrow";
import { type RandomNumber, randomNumbers, type VectorTable } from "testkit";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical.test.support.ts";
import { tableFromIpc, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

interface Part {
  readonly table: Table;
  readonly rows: VectorTable["rows"];
}

function slice({ table, rows }: Part, random: RandomNumber): Part {
  // apache-arrow cannot slice a table without batches.
  if (table.batches.length === 0) return { table, rows };
  const from = random(rows.length + 1);
  const to = from + random(rows.length - from + 1);
  return { table: table.slice(from, to), rows: rows.slice(from, to) };
}

function concat(one: Part, other: Part): Part {
  return { table: one.table.concat(other.table), rows: [...one.rows, ...other.rows] };
}

describe("slices, slices of slices and concatenations of tables are written as the rows they are", () => {
  it.each([
    { library: "pyarrow", form: "stream", deep: true },
    { library: "pyarrow", form: "file" },
    { library: "polars", form: "file" },
  ] as const)(
    "$library, $form",
    async (request) => {
      for (let seed = 0; seed < 60; seed++) {
        const random = randomNumbers(seed);
        const { ipc, table: expected } = await others().make({ ...request, seed });
        const whole: Part = { table: await tableFromIpc(ipc), rows: expected.rows };
        const part = slice(whole, random);
        const cases = [
          part,
          slice(part, random),
          concat(part, slice(whole, random)),
          slice(concat(slice(whole, random), slice(whole, random)), random),
        ];
        for (const [number, { table, rows }] of cases.entries()) {
          const written = await tableToIpc(table);
          const what = `seed ${seed}, case ${number}`;
          expect((await others().read(written, "both")).rows, what).toEqual(rows);
          expect(canonical(await tableFromIpc(written)).rows, what).toEqual(rows);
        }
      }
    },
    120_000,
  );
});
