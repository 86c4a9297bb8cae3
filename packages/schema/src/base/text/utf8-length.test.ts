import { expect, test } from "vitest";
import { utf8Length } from "./utf8-length.ts";

const encoded = (text: string): number => new TextEncoder().encode(text).length;

test("it is what the encoder makes of every code unit", () => {
  const wrong: number[] = [];
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = String.fromCharCode(unit);
    if (utf8Length(text) !== encoded(text)) wrong.push(unit);
  }
  expect(wrong).toEqual([]);
});

test("and of all kinds of units side by side", () => {
  const units = ["a", "é", "€", "\ud83d", "\ude00"];
  for (const a of units)
    for (const b of units)
      for (const c of units) expect(utf8Length(a + b + c)).toBe(encoded(a + b + c));
});
