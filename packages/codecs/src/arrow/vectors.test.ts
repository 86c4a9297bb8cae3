import { loadVectors, type VectorPayload, type VectorTable } from "testkit";
import { describe, expect, it } from "vitest";
import { base64Decode } from "../index.ts";
import { canonical } from "./canonical.test.support.ts";
import { tableFromIpc } from "./table-from-ipc.ts";

interface Case {
  readonly name: string;
  readonly ipc: Uint8Array;
  readonly table: VectorTable | undefined;
}

interface RawPayload {
  readonly transport: string;
  readonly data: string;
  readonly payload_type: string;
}

/** The tables inside the messages of the vectors. */
const cases: Case[] = loadVectors().flatMap(
  ({ name, envelope_base64, files, expect: expected }) => {
    const isTable = (payload: VectorPayload) => payload.type === "arrowtable";
    if (!expected.payloads?.some(isTable) && !name.startsWith("arrow-")) return [];
    const envelope = JSON.parse(
      new TextDecoder().decode(base64Decode(envelope_base64)),
      (_, v) => v,
    );
    return (envelope.payloads as RawPayload[]).flatMap(
      ({ transport, data, payload_type }, index) => {
        const payload = expected.payloads?.[index];
        if (payload_type !== "arrowtable" && payload?.type !== "arrowtable") return [];
        const ipc = base64Decode(transport === "link" ? (files?.[data] ?? "") : data);
        return [{ name: `${name} ${payload?.dataname ?? ""}`, ipc, table: payload?.table }];
      },
    );
  },
);

describe("the tables of the byte-level vectors", () => {
  it("are all there", () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  it.each(cases)("$name", async ({ ipc, table }) => {
    if (table === undefined) {
      await expect(tableFromIpc(ipc)).rejects.toMatchObject({ code: "decode_error" });
    } else {
      expect(canonical(await tableFromIpc(ipc))).toEqual(table);
    }
  });
});
