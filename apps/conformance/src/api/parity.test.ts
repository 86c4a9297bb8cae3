import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parityOf } from "./parity.ts";
import { README, readmeWithParity } from "./parity-section.ts";
import { LISTED_PEERS, peerApi } from "./peer-api.ts";
import { typescriptApi } from "./typescript-api.ts";

const api = typescriptApi();

test("the names of the TypeScript API are found", () => {
  expect(api.methods).toContain("smartsend");
  expect(api.smartreceive).toContain("max_message_bytes");
  expect(api.consume).toContain("dead_letter_subject");
  expect(api.NATSBridge).not.toContain("size_threshold");
});

test.each(LISTED_PEERS)("%s has each name, or says in what form, or why not", (peer) => {
  const given = peerApi(peer);
  const silent = Object.entries(api).flatMap(([group, names]) =>
    names
      .filter((name) => parityOf(given, group, name) === undefined)
      .map((name) => `${group}.${name}`),
  );
  expect(silent).toEqual([]);
});

test("a name is told by group and name first, then by name, then by group", () => {
  const peer = {
    offered: { a: ["x"] },
    other_form: { "a.y": "as z" },
    absent: { y: "not needed", b: "no such thing" },
  };
  expect(["x", "y", "z"].map((name) => parityOf(peer, "a", name))).toEqual([
    "yes",
    "as z",
    undefined,
  ]);
  expect(["y", "toString"].map((name) => parityOf(peer, "b", name))).toEqual([
    "no: not needed",
    "no: no such thing",
  ]);
});

test("the table in the README is that of today: `pnpm parity` writes it", () => {
  expect(readFileSync(README, "utf8")).toBe(readmeWithParity());
});
