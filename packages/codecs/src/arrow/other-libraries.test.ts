import fc from "fast-check";
import { loadVectors } from "testkit";
import { describe, expect, it } from "vitest";
import { base64Decode } from "../index.ts";
import { canonical } from "./canonical.test.support.ts";
import { rowsFromTable, tableFromIpc, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

describe("random tables of other libraries are read as they read them themselves", () => {
  it.each([
    { library: "pyarrow", form: "file" },
    { library: "pyarrow", form: "stream" },
    { library: "pyarrow", form: "file", compression: "lz4" },
    { library: "pyarrow", form: "stream", compression: "zstd" },
    { library: "pandas", form: "file" },
    { library: "pandas", form: "file", compression: "lz4" },
    { library: "pandas", form: "file", compression: "zstd" },
    { library: "polars", form: "file" },
    { library: "polars", form: "file", compression: "lz4" },
    { library: "polars", form: "stream", compression: "zstd" },
  ] as const)(
    "$library, $form, $compression",
    async (request) => {
      for (let seed = 0; seed < 40; seed++) {
        const { ipc, table } = await others().make({ ...request, seed });
        const ours = await tableFromIpc(ipc);
        expect(canonical(ours), `seed ${seed}`).toEqual(table);
        // And what is written from it is the same table again.
        const rewritten = await tableToIpc(ours);
        expect(await others().read(rewritten), `seed ${seed}, written again`).toEqual(table);
        expect(
          canonical(await tableFromIpc(await tableToIpc(ipc, { compression: "lz4" }))),
        ).toEqual(table);
      }
    },
    120_000,
  );
});

it("a stream whose dictionaries grow or are replaced becomes a file that others read", async () => {
  const names = ["arrow-dictionary-delta", "arrow-dictionary-replaced"];
  const vectors = loadVectors().filter(({ name }) => names.includes(name));
  expect(vectors).toHaveLength(2);
  for (const { envelope_base64, expect: expected } of vectors) {
    const body = JSON.parse(new TextDecoder().decode(base64Decode(envelope_base64)));
    const stream = base64Decode(body.payloads[0].data);
    for (const input of [stream, await tableFromIpc(stream)]) {
      const file = await tableToIpc(input);
      expect(await others().read(file)).toEqual(expected.payloads?.[0]?.table);
    }
  }
});

describe("types without values of their own", () => {
  it.each([
    ["sparse_union", [1, "x", null, "y"], ["1", "x", "None", "y"]],
    ["dense_union", [1, "x", null, "y"], ["1", "x", "None", "y"]],
  ])("%s", async (name, values, printed) => {
    const ipc = await others().special(name);
    const table = await tableFromIpc(ipc);
    expect(rowsFromTable(table).map(({ v }) => v)).toEqual(values);
    expect(await others().values(await tableToIpc(table))).toEqual(printed);
    expect(await others().values(await tableToIpc(table.slice(1, 3)))).toEqual(printed.slice(1, 3));
  });

  it("interval", async () => {
    const ipc = await others().special("interval");
    const table = await tableFromIpc(ipc);
    expect(rowsFromTable(table).map(({ v }) => v)).toEqual([
      { months: 1, days: 2, nanoseconds: 3n },
      null,
      { months: -1, days: -2, nanoseconds: -(2n ** 40n) },
    ]);
    expect(await others().values(await tableToIpc(table))).toEqual(await others().values(ipc));
  });

  it.each(["RunEndEncoded", "ListView", "LargeListView"])("%s is refused by name", async (name) => {
    await expect(tableFromIpc(await others().special(name))).rejects.toMatchObject({
      code: "decode_error",
      message: expect.stringContaining(
        `the column "v" has the type ${name}, which is not supported`,
      ),
    });
  });
});

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const scalar = fc.constantFrom<fc.Arbitrary<unknown>>(
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.double(),
  text,
  fc.uint8Array({ maxLength: 20 }),
  fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
  fc.constant(null),
);
const column: fc.Arbitrary<fc.Arbitrary<unknown>> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  scalar.map((item) => fc.array(fc.option(item), { maxLength: 4 })),
  fc
    .tuple(scalar, scalar)
    .map(([a, b]) => fc.record({ a: fc.option(a), b: fc.array(b, { maxLength: 3 }) })),
);
/** Rows whose columns each have one kind of values, with nulls and missing keys. */
const rows = fc
  .dictionary(fc.string({ minLength: 1, maxLength: 5 }), column, {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  })
  .chain((columns) => {
    const values = Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [name, fc.option(value)]),
    );
    return fc.array(fc.record(values, { requiredKeys: [], noNullPrototype: true }), {
      maxLength: 30,
    });
  });

/** A value as reading gives it back: bigints as numbers where that is exact. */
function asRead(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(asRead);
  if (
    typeof value !== "object" ||
    value === null ||
    value instanceof Date ||
    value instanceof Uint8Array
  ) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRead(member)]));
}

describe("random rows", () => {
  it("come back as they were, and pyarrow and polars read the same in them", async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(undefined, "lz4", "zstd"),
        async (written, compression) => {
          const ipc = await tableToIpc(written, { compression });
          const table = await tableFromIpc(ipc);
          const names = [...new Set(written.flatMap((row) => Object.keys(row)))];
          expect(table.schema.names).toEqual(names);
          expect(rowsFromTable(table)).toEqual(
            written.map((row) =>
              Object.fromEntries(
                names.map((name) => [name, asRead(Object.hasOwn(row, name) ? row[name] : null)]),
              ),
            ),
          );
          expect(await others().read(ipc)).toEqual(canonical(table));
          expect(await others().read(ipc, "feather")).toEqual(canonical(table));
          if (written.length > 0)
            expect((await others().read(ipc, "polars")).rows).toEqual(canonical(table).rows);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  it.each([0, 1, 2, 64, 65_535, 65_536, 70_000])("of %i rows", async (length) => {
    const many = Array.from({ length }, (_, id) => ({ id, name: id % 3 ? `n${id % 7}` : null }));
    const ipc = await tableToIpc(many);
    expect(rowsFromTable(await tableFromIpc(ipc))).toEqual(many);
    if (length <= 64) expect(await others().read(ipc)).toEqual(canonical(await tableFromIpc(ipc)));
  });
});
