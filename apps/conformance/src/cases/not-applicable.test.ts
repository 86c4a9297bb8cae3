import { expect, test } from "vitest";
import { PEERS, SIZES, TRANSPORTS, TYPES } from "./dimensions.ts";
import { EXCLUSIONS, notApplicable } from "./not-applicable.ts";

test("only a device has anything that is not applicable, but for single rows", () => {
  const whole = EXCLUSIONS.filter(({ rows }) => rows === undefined);
  expect(new Set(whole.map(({ peer }) => peer))).toEqual(new Set(["micropython"]));
  for (const peer of PEERS.filter((name) => name !== "micropython")) {
    for (const type of TYPES) {
      for (const transport of TRANSPORTS) {
        for (const size of SIZES) {
          const demand = { peer, section: "matrix", type, transport, size } as const;
          expect(notApplicable({ ...demand, role: "sender" })).toBeUndefined();
          expect(notApplicable({ ...demand, role: "receiver" })).toBeUndefined();
        }
      }
    }
  }
});

const device = { peer: "micropython", section: "matrix" } as const;

test.each([
  [{ ...device, role: "sender", type: "arrowtable" }, "Arrow"],
  [{ ...device, role: "receiver", type: "arrowtable" }, "Arrow"],
  [{ ...device, role: "receiver", transport: "link" }, "memory of a large message"],
  [{ ...device, role: "sender", transport: "link" }, "sends no link"],
  [{ ...device, role: "sender", size: "5 MB" }, "256 KiB"],
  [{ ...device, role: "sender", bytes: 50_001 }, "MAX_PAYLOAD_SIZE"],
  [{ ...device, role: "sender", section: "jetstream" }, "Core NATS only"],
] as const)("%o is not applicable, with a reason", (demand, reason) => {
  expect(notApplicable(demand)).toContain(reason);
});

test.each([
  { ...device, role: "receiver", size: "5 MB" },
  { ...device, role: "sender", size: "over", type: "text", transport: "direct" },
  { ...device, role: "sender", bytes: 50_000 },
  { ...device, role: "receiver", type: "text", transport: "direct", size: "under" },
] as const)("%o is applicable", (demand) => {
  expect(notApplicable(demand)).toBeUndefined();
});
