import { expect, test } from "vitest";
import type { Case } from "../cases/case.ts";
import type { PeerDeclaration } from "../peers/peer-declaration.ts";
import { compare, compareAnswer, expectedAnswer, judgeFaults } from "./compare.ts";
import type { PeerClient } from "./peer-client.ts";

const one: Case = { section: "matrix", row: "node", column: "julia", detail: "text" };

test("what passed does not hold the same value twice", () => {
  expect(compare(one, { a: 1 }, { a: 1 }, "7")).toEqual({
    ...one,
    status: "passed",
    expected: { a: 1 },
    message: "7",
  });
});

test("what failed says what differs", () => {
  expect(compare(one, { a: 1 }, { a: 2 })).toEqual({
    ...one,
    status: "failed",
    note: "a: expected 1, got 2",
    expected: { a: 1 },
    got: { a: 2 },
  });
});

test("an error in place of values is told as what it is; so is no answer", () => {
  const refused = compareAnswer(one, { payloads: [] }, { error: "timeout", message: "late" }, "1");
  expect(refused).toMatchObject({ status: "failed", note: "timeout: late" });
  expect(compareAnswer(one, {}, undefined, "1")).toMatchObject({
    status: "failed",
    note: "no answer: ",
  });
});

test("faults are the note", () => {
  expect(judgeFaults(one, [], "1").status).toBe("passed");
  expect(judgeFaults(one, ["a: wrong", "b: too"], "1").note).toBe("a: wrong; b: too");
});

test("a table is what was sent, byte for byte, where the receiver has no Arrow", () => {
  const sent = {
    env: { msg_id: "1", payloads: [{ size: 10, metadata: { checksum: "abc" } }, {}] },
  };
  const payloads = [
    { dataname: "t", type: "arrowtable", len: 3, sha256: "of rows", columns: [] },
    { dataname: "x", type: "text", text: "hello" },
  ];
  const receiver = (arrow: PeerDeclaration["arrow"]) =>
    ({ declaration: { arrow } }) as unknown as PeerClient;
  expect(expectedAnswer(sent, payloads, receiver("ipc"))).toEqual({
    envelope: { msg_id: "1" },
    payloads: [
      { dataname: "t", type: "arrowtable", len: 10, sha256: "abc", ipc: true },
      { dataname: "x", type: "text", text: "hello" },
    ],
  });
  expect(expectedAnswer(sent, payloads, receiver("table")).payloads).toBe(payloads);
});
