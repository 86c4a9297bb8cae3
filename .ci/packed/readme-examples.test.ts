import { expect, test } from "vitest";
import { exampleFaults } from "./readme-examples.ts";

test("what a reader supplies is no fault, what the package promises is", () => {
  const output = [
    "a.ts(1,1): error TS2304: Cannot find name 'body'.",
    "a.ts(2,1): error TS2307: Cannot find module 'undici' or its corresponding type declarations.",
    "a.ts(3,1): error TS7006: Parameter 'input' implicitly has an 'any' type.",
    "a.ts(4,1): error TS2307: Cannot find module '@natsbridge/codec' or its type declarations.",
    "a.ts(5,1): error TS2305: Module 'natsbridge' has no exported member 'smartsent'.",
    "",
  ].join("\n");
  expect(exampleFaults(output).map((line) => line.slice(0, 8))).toEqual(["a.ts(4,1", "a.ts(5,1"]);
});
