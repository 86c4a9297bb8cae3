export type { RowsFromTableOptions, TableRow } from "./rows/rows-from-table.ts";
export { rowsFromTable } from "./rows/rows-from-table.ts";
export { tableFromIpc } from "./table-from-ipc.ts";
