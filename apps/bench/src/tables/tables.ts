import { rowsFromTable, tableFromIpc, tableToIpc } from "@natsbridge/codecs/arrow";
import { tableFromIPC, tableFromJSON, tableToIPC } from "apache-arrow";
import type { Benchmark, Suite } from "../benchmark.ts";
import { encodingMemory } from "./encoding-memory.ts";
import { PythonTables } from "./python-tables.ts";
import { mixedRows, narrowRows } from "./table-rows.ts";
import { touchMixed, touchNarrow } from "./touch-rows.ts";

const NARROW_ROWS = 1_000_000;
const MIXED_ROWS = 200_000;

/** Tables in and out of Arrow IPC, against the functions of apache-arrow and against pyarrow. */
export const tables: Suite = {
  name: "tables",
  async prepare() {
    const python = await PythonTables.start(NARROW_ROWS);
    const narrow = narrowRows(NARROW_ROWS);
    const mixed = mixedRows(MIXED_ROWS);
    const narrowEncoding = encoding(`${NARROW_ROWS} rows {id, value} to an IPC file`, narrow, 4);
    return {
      benchmarks: [
        {
          ...narrowEncoding,
          contenders: [
            ...narrowEncoding.contenders,
            { name: "pyarrow", run: () => python.encode() },
          ],
          bars: [...narrowEncoding.bars, { against: "pyarrow", atLeast: 1 }],
        },
        decoding(
          `an IPC file to ${NARROW_ROWS} rows {id, value}`,
          await tableToIpc(narrow),
          touchNarrow,
          5,
        ),
        encoding(`${MIXED_ROWS} rows of 8 mixed columns to an IPC file`, mixed, 2),
        decoding(
          `an IPC file to ${MIXED_ROWS} rows of 8 mixed columns`,
          await tableToIpc(mixed),
          touchMixed,
          2,
        ),
        encodingMemory("narrow", NARROW_ROWS),
        encodingMemory("mixed", MIXED_ROWS),
      ],
      close: () => python.stop(),
    };
  },
};

function encoding(name: string, rows: object[], atLeast: number): Benchmark {
  const records = rows.map((row): Record<string, unknown> => ({ ...row }));
  return {
    name,
    unit: "ms",
    contenders: [
      {
        name: "natsbridge",
        run: async () => {
          await tableToIpc(records);
          return undefined;
        },
      },
      {
        name: "apache-arrow",
        run: () => {
          tableToIPC(tableFromJSON(records), "file");
          return undefined;
        },
      },
    ],
    bars: [{ against: "apache-arrow", atLeast }],
  };
}

/** Reading counts as done when every value of every row was looked at: rows that are proxies do their work then. */
function decoding<Row>(
  name: string,
  ipc: Uint8Array,
  touch: (rows: readonly Row[]) => number,
  atLeast: number,
): Benchmark {
  return {
    name,
    unit: "ms",
    contenders: [
      {
        name: "natsbridge",
        run: async () => {
          touch(rowsFromTable(await tableFromIpc(ipc)) as Row[]);
          return undefined;
        },
      },
      {
        name: "apache-arrow",
        run: () => {
          touch(tableFromIPC(ipc).toArray());
          return undefined;
        },
      },
    ],
    bars: [{ against: "apache-arrow", atLeast }],
  };
}
