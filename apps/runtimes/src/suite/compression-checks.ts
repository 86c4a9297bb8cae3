import { type ReceivedPayload, type SendPayload, smartreceive, smartsend } from "natsbridge";
import { rowsFromTable, tableFromRows, tableToIpc } from "natsbridge/arrow";
import type { Check } from "./check.ts";
import { expectSame } from "./expect.ts";

const ROWS = Array.from({ length: 2_000 }, (_, id) => ({ id, name: `name ${id % 7}` }));

const rowsOf = ([, data, type]: ReceivedPayload) =>
  type === "arrowtable" ? rowsFromTable(data) : data;

const compressed = (arrow_compression: "lz4" | "zstd"): Check => ({
  name: `a table that Node compressed with ${arrow_compression} is read`,
  async run({ bridge }) {
    const table: SendPayload = ["table", ROWS, "arrowtable"];
    const answer = await bridge.request(`echo.${arrow_compression}`, [table], { timeout: 20_000 });
    expectSame(answer.payloads.map(rowsOf), [ROWS]);
  },
});

/** Tables: what they are compressed with, and the entry `natsbridge/arrow`. */
export const compressionChecks: readonly Check[] = [
  compressed("lz4"),
  compressed("zstd"),
  {
    name: "a table is compressed with lz4, and Node reads it",
    async run({ bridge }) {
      const table: SendPayload = ["table", ROWS, "arrowtable"];
      const options = { arrow_compression: "lz4", timeout: 20_000 } as const;
      const answer = await bridge.request("echo.direct", [table], options);
      expectSame(answer.payloads.map(rowsOf), [ROWS]);
    },
  },
  {
    name: "natsbridge/arrow makes and reads tables",
    async run() {
      const bytes = await tableToIpc(tableFromRows(ROWS));
      const [, text] = await smartsend("unpublished", [["t", bytes, "arrowtable"]], {
        is_publish: false,
      });
      const { payloads } = await smartreceive(text);
      expectSame(payloads.map(rowsOf), [ROWS]);
    },
  },
];
