import { expect, test } from "vitest";
import { soakOptions } from "./soak-options.ts";

test("defaults, and what the command line says", () => {
  expect(soakOptions([])).toEqual({
    minutes: 10,
    messages: 10_000,
    mutated: 100_000,
    accidents: 5,
    json: false,
  });
  expect(soakOptions(["--minutes", "0.5", "--messages=0", "--json"])).toMatchObject({
    minutes: 0.5,
    messages: 0,
    json: true,
  });
});

test.each([["--minutes", "ten"], ["--messages", ""], ["--mutated=-1"], ["--hours", "1"], ["all"]])(
  "refuses %s %s",
  (...args) => {
    expect(() => soakOptions(args)).toThrowError();
  },
);
