import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./parse-json.ts";
import { parseLenientJson } from "./parse-lenient-json.ts";
import { stringifyJson } from "./stringify-json.ts";

/** What is to come back: doubles beyond 2^53 are written as integer literals, up to 1e21. */
function expected(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e21
      ? BigInt(String(value))
      : value,
  );
}

describe("parseJson", () => {
  it("gives integers beyond 2^53 exactly and leaves all other numbers", () => {
    expect(
      parseJson(
        '{"a":9007199254740993,"b":[-9223372036854775808,9007199254740991,1e30,1.0],"c":"9007199254740993"}',
      ),
    ).toEqual({
      a: 9007199254740993n,
      b: [-9223372036854775808n, 9007199254740991, 1e30, 1],
      c: "9007199254740993",
    });
    expect(parseJson("18446744073709551615")).toBe(18446744073709551615n);
    expect(parseJson("[0.1234567890123456, 12345678901234568.5, 9007199254740992e2]")).toEqual([
      0.1234567890123456, 12345678901234568, 900719925474099200,
    ]);
  });

  it("rounds or refuses them where asked", () => {
    expect(parseJson("[9007199254740993]", { unsafe_integers: "number" })).toEqual([2 ** 53]);
    expect(parseJson("[NaN,9007199254740993]", { unsafe_integers: "number" })).toEqual([
      Number.NaN,
      2 ** 53,
    ]);
    expect(() => parseJson('{"a":[1,9007199254740993]}', { unsafe_integers: "error" })).toThrow(
      "the integer 9007199254740993 at a[1] is beyond ±(2^53-1)",
    );
  });

  it("reads bare NaN and Infinity, and leaves them alone inside strings", () => {
    expect(parseJson('{"n":NaN,"i":[Infinity,-Infinity],"s":"NaN, -Infinity: \\"NaN\\""}')).toEqual(
      {
        n: Number.NaN,
        i: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
        s: 'NaN, -Infinity: "NaN"',
      },
    );
  });

  it("keeps __proto__ as a key and lets the last of two keys count", () => {
    for (const extra of ["1", "NaN", "9007199254740993"]) {
      const value = parseJson(`{"__proto__":{"x":1},"a":1,"a":2,"n":${extra}}`);
      expect(Object.keys(Object(value))).toEqual(["__proto__", "a", "n"]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value).toMatchObject({ a: 2 });
    }
  });

  it("reads nesting of any depth", () => {
    const depth = 50_000;
    for (const core of ["", "NaN", "9007199254740993"]) {
      const value = parseJson("[".repeat(depth) + core + "]".repeat(depth));
      expect(Array.isArray(value)).toBe(true);
    }
  });

  it.each([
    ["", "the text ends came at position 0"],
    ['{"a":1,}', 'expected a key in double quotes, "}" came at position 7'],
    ["[1 2]", 'expected "]", "2" came at position 3'],
    ["[1,]", 'expected a value, "]" came at position 3'],
    ["NaN NaN", 'expected the end of the text, "N" came at position 4'],
    ["nan", 'expected a value, "n" came at position 0'],
    ["01", 'expected the end of the text, "1" came at position 1'],
    ['"a', "a string does not end"],
    ['"a\nb"', "a control character"],
    ["'a'", "expected a value"],
    ["+1", "expected a value"],
    ["-NaN", "expected a value"],
  ])("refuses %j", (text, message) => {
    expect(() => parseJson(text)).toThrow(
      expect.objectContaining({
        code: "decode_error",
        message: expect.stringContaining(message.replace("the text ends came", "the text ends")),
      }),
    );
  });

  it("reads everything that the engine's parser reads, in the same way", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        // The pair makes it take the lenient way.
        expect(parseJson(`[NaN,${text}]`)).toEqual([Number.NaN, expected(text)]);
      }),
    );
  });
});

describe("integers that no float holds", () => {
  const digits = (count: number) => "1".padEnd(count, "2");
  const read = (text: string, unsafe_integers?: "bigint" | "error" | "number") =>
    parseJson(text, { unsafe_integers });

  it.each([310, 400, 4300])("are bigints: %i digits, wherever they stand", (count) => {
    const big = BigInt(digits(count));
    expect(read(digits(count))).toBe(big);
    expect(read(` -${digits(count)} `)).toBe(-big);
    expect(read(`{"a":[${digits(count)}]}`)).toEqual({ a: [big] });
    // Rounded they would be infinite.
    expect(read(digits(count), "number")).toBe(big);
    expect(() => read(`[${digits(count)}]`, "error")).toThrow("[0] is beyond ±(2^53-1)");
  });

  it.each(["bigint", "error", "number"] as const)(
    "of more than 4,300 digits are refused (%s)",
    (how) => {
      for (const text of [digits(4301), `[${digits(4301)}]`, `{"a":-${digits(100_000)}}`]) {
        expect(() => read(text, how)).toThrow(expect.objectContaining({ code: "decode_error" }));
      }
      expect(read(`{"a":"${digits(5000)}","b":${digits(5000)}.5}`, how)).toEqual({
        a: digits(5000),
        b: Number.POSITIVE_INFINITY,
      });
    },
  );

  it("are not written either, where no reader takes them", () => {
    expect(read(stringifyJson(10n ** 4299n))).toBe(10n ** 4299n);
    expect(() => stringifyJson({ a: -(10n ** 4300n) })).toThrow("a: it is an integer of more than");
  });
});

describe('JSON that is "exact"', () => {
  it.each<[unknown, string]>([
    [-0, "the value: it is -0"],
    [{ a: [0, -0] }, "a[1]: it is -0"],
    [{ a: undefined }, "a: it is undefined"],
    [{ a: new Date(0) }, "a: it is a value of class Date, which is read back as another kind"],
    [[Object(1)], "[0]: it is a value of class Number, which is read back as another kind"],
    [{ a: { toJSON: () => 1 } }, "a: it is an object, which is read back as another kind"],
    [2 ** 53, "the value: it is 9007199254740992, which is read back as a bigint"],
    [[5n], "[0]: it is the bigint 5, which is read back as a number"],
    [{ [Symbol("s")]: 1 }, "the value: it has a key that is a symbol"],
  ])("refuses %o", (value, message) => {
    expect(() => stringifyJson(value, "exact")).toThrow(
      expect.objectContaining({
        code: "invalid_payload",
        message: `JSON cannot hold ${message}`,
      }),
    );
    expect(() => stringifyJson(value)).not.toThrow();
  });

  it("writes what comes back the same", () => {
    const value = { a: [1, 0.5, 1e21, 5e-324, -1e300, null, true, "x"], b: 2n ** 64n, c: {} };
    expect(parseJson(stringifyJson(value, "exact"))).toEqual(value);
  });
});

describe("the lenient parser", () => {
  it("takes no other text than the engine's parser, save for NaN and Infinity", () => {
    const edit = fc.tuple(fc.nat(), fc.constantFrom(...'{}[],:"\\\n 0-1.eEtrue\u0001é', ""));
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { minLength: 1, maxLength: 3 }), (json, edits) => {
        const text = edits.reduce((before, [position, character]) => {
          const at = position % (before.length + 1);
          return before.slice(0, at) + character + before.slice(at + 1);
        }, json);
        fc.pre(!/NaN|Infinity/.test(text));
        const read = (parse: (input: string) => unknown) => {
          try {
            return [parse(text)];
          } catch {
            return "refused";
          }
        };
        expect(read((input) => parseLenientJson(input, "number"))).toEqual(read(JSON.parse));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("stringifyJson", () => {
  it("asks toJSON with the key, and leaves inherited keys alone", () => {
    const keyed = { toJSON: (key: string) => key };
    expect(stringifyJson({ a: keyed, b: [keyed, keyed] })).toBe('{"a":"a","b":["0","1"]}');
    expect(stringifyJson([1n, { a: keyed, b: [keyed] }])).toBe('[1,{"a":"a","b":["0"]}]');
    const inherited = Object.create({ lost: { deep: [() => 1] } });
    expect(() => stringifyJson(Object.assign(inherited, { own: 1 }))).toThrow("it is an object");
  });

  it("writes what JSON.stringify writes", () => {
    const value = { a: [1, null, "é\n"], d: new Date(0), u: undefined, z: -0, b: true };
    expect(stringifyJson(value)).toBe(JSON.stringify(value));
    expect(stringifyJson(null)).toBe("null");
    expect(stringifyJson("\ud800")).toBe('"\\ud800"');
  });

  it("writes bigints as exact integer literals", () => {
    expect(
      stringifyJson({ a: 2n ** 64n - 1n, b: [new Date(0), Object(1), "x"], u: undefined }),
    ).toBe('{"a":18446744073709551615,"b":["1970-01-01T00:00:00.000Z",1,"x"]}');
  });

  it.each([
    [undefined, "the value: it is undefined"],
    [[1, undefined], "[1]: it is undefined"],
    [{ a: { b: [Number.NaN] } }, "a.b[0]: it is NaN"],
    [{ a: Number.NEGATIVE_INFINITY }, "a: it is -Infinity"],
    [{ f: () => 1 }, "f: it is the function f"],
    [[Symbol("s")], "[0]: it is Symbol(s)"],
    [{ "a b": new Map() }, '["a b"]: it is a value of class Map'],
    [{ s: new Set() }, "s: it is a value of class Set"],
    [{ e: new TypeError("x") }, "e: it is a value of class TypeError"],
    [{ b: new Uint8Array(3) }, "b: it is Uint8Array (3 bytes)"],
    [{ b: new ArrayBuffer(3) }, "b: it is a value of class ArrayBuffer"],
    [{ d: new Date(Number.NaN) }, "d: it is an invalid Date"],
    [{ o: { toJSON: () => undefined } }, "o: it is undefined"],
    [new Array(2), "[0]: it is undefined"],
  ])("refuses %o", (value, message) => {
    expect(() => stringifyJson(value)).toThrow(
      expect.objectContaining({
        code: "invalid_payload",
        message: `JSON cannot hold ${message}`,
      }),
    );
  });

  it("refuses a cycle at its path, however wide the value", () => {
    const wide: unknown[] = Array.from({ length: 100_000 }, (_, index) => index);
    wide.push({ back: wide });
    expect(() => stringifyJson({ wide })).toThrow(
      "JSON cannot hold wide[100000].back: it contains itself",
    );
  });

  it("takes the same object twice where there is no cycle", () => {
    const shared = { a: 1 };
    expect(stringifyJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  it.each([[0], [1n]])("refuses nesting that cannot be written (around %o)", (core) => {
    let value: unknown = core;
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    expect(() => stringifyJson(value)).toThrow(
      expect.objectContaining({
        code: "invalid_payload",
        message: expect.stringContaining("nested too deep"),
      }),
    );
  });

  it("loses nothing on the way through text", () => {
    const value = fc
      .jsonValue({ maxDepth: 4 })
      .filter((json) => JSON.stringify(json) !== undefined);
    fc.assert(
      fc.property(value, fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), (json, big) => {
        expect(parseJson(stringifyJson([json, big]))).toEqual([
          expected(JSON.stringify(json)),
          big,
        ]);
      }),
    );
  });
});
