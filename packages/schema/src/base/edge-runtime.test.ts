import { afterEach, expect, test, vi } from "vitest";
import { anySignal } from "./time/any-signal.ts";
import { nextTurn } from "./time/next-turn.ts";
import { warnProgram } from "./warn-program.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** As the edge runtime of Next has it: functions of Node that throw, as do channels. */
function becomeEdge(): void {
  const unsupported = () => {
    throw new Error("A Node.js API is used which is not supported in the Edge Runtime");
  };
  vi.stubGlobal("process", { env: {}, emitWarning: unsupported, nextTick: unsupported });
  vi.stubGlobal("setImmediate", unsupported);
  vi.stubGlobal("MessageChannel", unsupported);
  vi.stubGlobal("AbortSignal", {});
}

test("where functions of Node throw, the next turn comes by a timer", async () => {
  becomeEdge();
  const order: string[] = [];
  const turn = nextTurn().then(() => order.push("turn"));
  await Promise.resolve().then(() => order.push("promise"));
  await turn;
  expect(order).toEqual(["promise", "turn"]);
});

test("where functions of Node throw, the console hears a warning", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  becomeEdge();
  warnProgram("a message was lost", "decode_error");
  expect(warn.mock.calls).toEqual([["a message was lost"]]);
});

test.each([0, 1])("where signals cannot be joined, the reason of either counts", (index) => {
  becomeEdge();
  const controllers = [new AbortController(), new AbortController()] as const;
  const [own, given] = controllers;
  const joined = anySignal(own.signal, given.signal);
  expect(joined.aborted).toBe(false);
  controllers[index]?.abort("enough");
  expect([joined.aborted, joined.reason]).toEqual([true, "enough"]);
  expect(anySignal(own.signal, given.signal).reason).toBe("enough");
});

test("in Node the process hears it", () => {
  const emitWarning = vi.spyOn(process, "emitWarning").mockReturnValue();
  warnProgram("a message was lost", "decode_error");
  expect(emitWarning.mock.calls).toEqual([
    ["a message was lost", { type: "NatsBridgeWarning", code: "decode_error" }],
  ]);
});
