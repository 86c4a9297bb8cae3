import { tableToIpc } from "@natsbridge/codecs/arrow";
import { smartreceive } from "@natsbridge/core";
import { replaceNumber, shareBuffers } from "testkit";
import type { Attack } from "./attack.ts";
import { codeOf, direct, message, receive } from "./messages.ts";

/** More than a batch of the small tables here has by chance. */
const ROWS = 123_457;
const ZEROS = new Int32Array(1_000_000);

function tableMessage(ipc: Uint8Array): string {
  const data = Buffer.from(ipc).toString("base64");
  return message([direct({ payload_type: "arrowtable", data })]);
}

function equalColumns(count: number): Promise<Uint8Array> {
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  return tableToIpc(Object.fromEntries(names.map((name) => [name, ZEROS])), {
    compression: "zstd",
  });
}

/** A table of rows without bytes. */
async function emptyRows(count: number): Promise<string> {
  const ipc = await tableToIpc({ a: Array.from({ length: ROWS }, () => null) });
  return tableMessage(replaceNumber(ipc, ROWS, count));
}

/** What small tables make of themselves. */
export const TABLE_ATTACKS: readonly Attack[] = [
  {
    name: "100 columns that share one compressed buffer of 4 MB",
    expected: "decode_error",
    block_ms: 200,
    prepare: async () => tableMessage(shareBuffers(await equalColumns(100))),
    run: (_world, body) => receive(body),
  },
  {
    name: "a compressed buffer that says it is a terabyte",
    expected: "decode_error",
    block_ms: 200,
    prepare: async () =>
      tableMessage(replaceNumber(await equalColumns(1), ZEROS.byteLength, 2 ** 40)),
    run: (_world, body) => receive(body),
  },
  {
    name: "80 MB of zeros in one message, decompressed",
    expected: "1 payloads",
    block_ms: 200,
    memory_mb: 400,
    prepare: async () => tableMessage(await equalColumns(20)),
    run: (_world, body) => receive(body),
  },
  {
    name: "200 million rows without bytes",
    expected: "decode_error",
    block_ms: 200,
    prepare: () => emptyRows(200_000_000),
    run: (_world, body) => receive(body),
  },
  {
    name: "20 million rows without bytes, as rows",
    expected: "decode_error",
    block_ms: 200,
    prepare: () => emptyRows(20_000_000),
    run: (_world, body) =>
      codeOf(
        smartreceive(body, { rows: true }).then(({ payloads }) => `${payloads.length} payloads`),
      ),
  },
];
