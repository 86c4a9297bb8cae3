import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as browser from "./base64.browser.ts";
import * as node from "./base64.node.ts";

describe.each([
  ["node", node],
  ["browser", browser],
])("base64 (%s)", (_name, { base64Decode, base64DecodeBytes, base64Encode, base64EncodeInto }) => {
  const bytes = (text: string) => [...base64Decode(text)];
  const refused = (text: string) => {
    try {
      base64Decode(text);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("writes standard base64 with padding", () => {
    expect(base64Encode(Uint8Array.of())).toBe("");
    expect(base64Encode(Uint8Array.of(0xfb, 0xef, 0xff))).toBe("++//");
    expect(base64Encode(Uint8Array.of(1))).toBe("AQ==");
    expect(base64Encode(new Uint8Array([9, 1, 2, 9]).subarray(1, 3))).toBe("AQI=");
  });

  it("reads back what it wrote, over chunk borders too", () => {
    for (const length of [0, 1, 2, 3, 0x8000, 0x8000 * 3 - 1, 0x8000 * 3, 0x8000 * 3 + 1]) {
      const written = Uint8Array.from({ length }, (_, index) => index * 31);
      expect(Buffer.compare(base64Decode(base64Encode(written)), written)).toBe(0);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 99 }), (written) => {
        expect([...base64Decode(base64Encode(written))]).toEqual([...written]);
      }),
    );
  });

  it("skips white space, takes missing padding and the URL-safe alphabet", () => {
    expect(bytes("AQ ID\r\n")).toEqual([1, 2, 3]);
    expect(bytes("\tAQ\n==\f")).toEqual([1]);
    expect(bytes("AQ")).toEqual([1]);
    expect(bytes("AQI")).toEqual([1, 2]);
    expect(bytes("--__")).toEqual([0xfb, 0xef, 0xff]);
    expect(bytes("-_+/AQ")).toEqual([0xfb, 0xff, 0xbf, 1]);
  });

  it.each([
    ["A*ID", '"*" at position 1'],
    ["AQID\u0141", '"Ł" at position 4'],
    ["\u0141QID", '"Ł" at position 0'],
    ["AQIDé", '"é" at position 4'],
    ["AQ==AQ==", '"=" at position 2'],
    ["A QI D.", '"." at position 4'],
    ["AQID\u2028", '"\\u2028" at position 4'],
    ["🎉", '"🎉" at position 0'],
    ["AQID\0", '"\\u0000" at position 4'],
  ])("refuses %j", (text, named) => {
    expect(refused(text)).toMatchObject({
      code: "decode_error",
      message: expect.stringContaining(named),
    });
  });

  it.each<[string, number[] | undefined]>([
    ["YQ", [97]],
    ["YQ==", [97]],
    ["YWI=", [97, 98]],
    ["YWJj", [97, 98, 99]],
    [" YQ= =\n", [97]],
    ["YQ=", undefined],
    ["YQ===", undefined],
    ["YWI==", undefined],
    ["YWJj=", undefined],
    ["YWJj==", undefined],
    ["YWJj===", undefined],
    ["YWJj====", undefined],
    ["abc===", undefined],
    ["====", undefined],
    ["=", undefined],
    ["YQ==YQ==", undefined],
    ["=YQ=", undefined],
  ])("has one rule for padding: %j", (text, expected) => {
    if (expected !== undefined) expect(bytes(text)).toEqual(expected);
    else expect(refused(text)).toMatchObject({ code: "decode_error" });
    const decoded = base64DecodeBytes(new TextEncoder().encode(text));
    if (expected === undefined) expect(decoded).toBeUndefined();
  });

  it.each(["A", "AQIDA", "AQIDA=", "==="])("refuses the impossible length of %j", (text) => {
    expect(refused(text)).toMatchObject({ code: "decode_error" });
  });

  it("writes into bytes and reads from bytes as it does with texts, of any length", () => {
    const lengths = fc.oneof(fc.nat(99), fc.integer({ min: 36_800, max: 37_000 }), fc.nat(200_000));
    fc.assert(
      fc.property(lengths, fc.nat(255), fc.nat(9), (length, seed, offset) => {
        const bytes = Uint8Array.from({ length }, (_, at) => (at * 7919 + seed) & 255);
        const text = base64Encode(bytes);
        const target = new Uint8Array(offset + text.length);
        base64EncodeInto(bytes, target, offset);
        expect(Buffer.from(target).toString("latin1", offset)).toBe(text);
        const decoded = base64DecodeBytes(target.subarray(offset));
        expect(decoded && Buffer.compare(decoded, bytes)).toBe(0);
        // One character that is none of base64, anywhere.
        if (length > 3) {
          target[offset + ((seed * 997) % (text.length - 2))] = 0x2e;
          expect(base64DecodeBytes(target.subarray(offset))).toBe(undefined);
        }
      }),
    );
  });

  it("reads base64 in bytes as in text, where it is in its plain form", () => {
    const text = fc.string({ unit: fc.constantFrom(..."AQz9+/-_=\n *é\\\0") });
    fc.assert(
      fc.property(text, (input) => {
        const fromBytes = base64DecodeBytes(new TextEncoder().encode(input));
        const isPlain = /^[\w+/-]*={0,2}$/.test(input);
        const expected = isPlain && refused(input) === undefined ? base64Decode(input) : undefined;
        expect(fromBytes && [...fromBytes]).toEqual(expected && [...expected]);
      }),
    );
  });

  it("agrees with the rules on any text", () => {
    const text = fc.string({ unit: fc.constantFrom(..."AQz9+/-_=\n *é") });
    fc.assert(
      fc.property(text, (input) => {
        const bare = input.replace(/[\n ]/g, "");
        const isLegal = /^(?:[AQz9+/_-]{4})*(?:[AQz9+/_-]{2}(?:==)?|[AQz9+/_-]{3}=?)?$/.test(bare);
        expect(refused(input) === undefined).toBe(isLegal);
      }),
    );
  });
});
