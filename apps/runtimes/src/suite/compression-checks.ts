import { type ReceivedPayload, smartreceive, smartsend } from "natsbridge";
import { rowsFromTable, tableFromRows, tableToIpc } from "natsbridge/arrow";
import type { Check } from "./check.ts";
import { expectSame } from "./expect.ts";

const ROWS = Array.from({ length: 2_000 }, (_, id) => ({ id, name: `name ${id % 7}` }));

const rowsOf = ([, data, type]: ReceivedPayload) =>
  type === "arrowtable" ? rowsFromTable(data) : data;

const compressed = (arrow_compression: "lz4" | "zstd"): Check => ({
  name: `a table compressed with ${arrow_compression} goes to Node and back`,
  async run({ bridge }) {
    const answer = await bridge.request("echo.direct", [["table", ROWS, "arrowtable"]], {
      arrow_compression,
      timeout: 20_000,
    });
    expectSame(answer.payloads.map(rowsOf), [ROWS]);
  },
});

/** Tables: what they are compressed with, and the entry `natsbridge/arrow`. */
export const compressionChecks: readonly Check[] = [
  compressed("lz4"),
  compressed("zstd"),
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
