import { Decimal, TimestampMillisecond } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { tableFromRows, tableToIpc } from "./arrow/index.ts";
import { uniqueNames } from "./arrow/rows/unique-names.ts";
import { base64Decode as inBrowser } from "./base64.browser.ts";
import { base64Decode, encodeUtf8, parseJson, stringifyJson } from "./index.ts";

const MB = 1_000_000;
const many = (text: string) => text.repeat(Math.ceil(MB / text.length));

/** What a call costs of this thread's own time, in ms, whatever it gives or throws. */
function cost(work: () => unknown): number {
  const before = process.threadCpuUsage();
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ name: "NatsBridgeError" });
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

describe("1 MB of the worst that an expression can be given is looked at once", () => {
  const json: [string, string][] = [
    ["digits", many("1")],
    ["digits before a point", `${many("1")}.`],
    ["runs of 15 digits", many(",111111111111111")],
    ["runs of 16 digits before a point", many(",1111111111111111.")],
    ["runs of 308 digits", `[${many(`${"1".repeat(308)},`)}1]`],
    ["minus signs", many("-")],
    ["letters", many("N")],
    ["spaces", many(" ")],
    ["backslashes", `"${many("\\\\")}"`],
    ["escaped quotes", `[NaN,"${many('\\"')}"]`],
    ["strings without an end", `[NaN,${many('"')}`],
    ["brackets", many("[")],
    ["zeros", `0.${many("0")}e`],
    ["exponents", many("1e")],
  ];
  it.each(json)("JSON of %s", (_name, text) => {
    for (const unsafe_integers of ["bigint", "number"] as const) {
      expect(cost(() => parseJson(text, { unsafe_integers }))).toBeLessThan(2000);
    }
  });

  it.each([" ", "=", "A=", "A ", "\n=", "é", "-", "AAA="])("base64 of %j", (piece) => {
    for (const decode of [base64Decode, inBrowser]) {
      expect(cost(() => decode(many(piece)))).toBeLessThan(1000);
      expect(cost(() => decode(`${many(piece)}*`))).toBeLessThan(1000);
    }
  });

  it.each(["1", "0", "-", "1.", "e", "+1", " ", "2024-01-01T", "\ud800"])(
    "values of %j",
    (piece) => {
      const v = many(piece);
      for (const type of [new Decimal(2, 20), new TimestampMillisecond()]) {
        expect(cost(() => tableFromRows([{ v }], { schema: { v: type } }))).toBeLessThan(1000);
      }
      expect(cost(() => encodeUtf8(v))).toBeLessThan(1000);
    },
  );

  it("names that repeat", () => {
    const names = Array.from({ length: 100_000 }, () => "x");
    expect(cost(() => uniqueNames(names, "suffix"))).toBeLessThan(2000);
    expect(uniqueNames(["x", "x", "x_2", "x"], "suffix")).toEqual(["x", "x_3", "x_2", "x_4"]);
  });
});

describe("no text of another is longer than 200 characters in an error, and no error than 2,000", () => {
  const long = many("n");
  const failures: [string, () => unknown][] = [
    ["a column", () => tableToIpc([{ [long]: 1 }, { [long]: "x" }])],
    ["a value", () => tableToIpc([{ a: 1 }, { a: Symbol(long) }])],
    [
      "a class",
      () => stringifyJson({ a: new (Object.assign(class {}, {}) as new () => object)() }),
    ],
    ["a path", () => stringifyJson({ [long]: [Number.NaN] })],
    ["a bigint", () => tableToIpc([{ a: 10n ** 5000n }])],
    ["a name with a lone surrogate", () => tableToIpc([{ [`${long}\ud800`]: 1 }])],
    ["a schema", () => tableToIpc([{ a: 1 }], { schema: { [long]: new TimestampMillisecond() } })],
    ["JSON", () => parseJson(`{"${long}":[${"9".repeat(4000)}]}`, { unsafe_integers: "error" })],
  ];
  it.each(failures)("%s", async (_name, fail) => {
    const error: unknown = await (async () => fail())().then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ name: "NatsBridgeError" });
    expect(String(error).length).toBeLessThan(2_020);
    expect(String(error)).not.toMatch(/n{201}|9{201}/);
  });
});
