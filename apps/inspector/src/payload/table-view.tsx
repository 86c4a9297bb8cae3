import type { Table } from "apache-arrow";
import HighTable, { type DataFrame } from "hightable";
import { type ReactNode, useMemo } from "react";
import { formatCount } from "../page/format.ts";
import { type Rows, tableCells } from "./table-cells.ts";

/** A table of any length: only the cells in view are read. */
export default function TableView({
  name,
  table,
}: {
  readonly name: string;
  readonly table: Table | Rows;
}): ReactNode {
  const cells = useMemo(() => tableCells(table), [table]);
  const frame = useMemo((): DataFrame => {
    const byName = new Map(cells.columns.map((column) => [column.name, column]));
    return {
      columnDescriptors: [...byName.keys()].map((name) => ({ name })),
      numRows: cells.length,
      getRowNumber: ({ row }) => ({ value: row }),
      getCell: ({ row, column }) => ({ value: byName.get(column)?.text(row) ?? "" }),
    };
  }, [cells]);
  return (
    <section aria-label={`Table ${name}`}>
      <HighTable data={frame} className="grid" focus={false} stringify={String} />
      <p className="payload-facts">
        {`${formatCount(cells.length)} rows · ${formatCount(cells.columns.length)} columns`}
      </p>
    </section>
  );
}
