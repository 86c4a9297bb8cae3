import { expect, test } from "vitest";
import { NatsBridgeError } from "./errors.ts";

test("an error knows its code, its cause and whether to try again", () => {
  const cause = new Error("socket hang up");
  const error = new NatsBridgeError({ code: "link_unreachable", message: "No answer", cause });
  expect(error).toMatchObject({
    name: "NatsBridgeError",
    code: "link_unreachable",
    message: "No answer",
    cause,
    isRetryable: true,
    details: {},
  });
  expect(new NatsBridgeError({ code: "link_gone", message: "" }).isRetryable).toBe(false);
});

test("isInstance holds across two copies of the package, and for nothing else", () => {
  const foreign = Object.assign(new Error("x"), { [Symbol.for("natsbridge.error")]: true });
  expect(NatsBridgeError.isInstance(foreign)).toBe(true);
  expect(NatsBridgeError.isInstance(new Error("x"))).toBe(false);
  expect(NatsBridgeError.isInstance(null)).toBe(false);
  expect(NatsBridgeError.isInstance({ [Symbol.for("natsbridge.error")]: true })).toBe(false);
});
