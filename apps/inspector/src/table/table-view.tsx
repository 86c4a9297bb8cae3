import { TextInput } from "@mantine/core";
import type { Table } from "apache-arrow";
import HighTable, { type DataFrame, sortableDataFrame } from "hightable";
import { type ReactNode, useMemo, useState } from "react";
import { formatCount } from "../page/format.ts";
import { ColumnSummaries } from "./column-summaries.tsx";
import { CsvLink } from "./csv-link.tsx";
import { QuickChart } from "./quick-chart.tsx";
import { type Rows, type TableCells, type TableColumn, tableCells } from "./table-cells.ts";
import { useFoundRows } from "./use-found-rows.ts";

/** Room for a time to the millisecond, in px. */
const TIME_WIDTH = 190;

/** A table of any length: only the cells in view are read. */
export default function TableView({
  name,
  table,
}: {
  readonly name: string;
  readonly table: Table | Rows;
}): ReactNode {
  const cells = useMemo(() => tableCells(table), [table]);
  const [wanted, setWanted] = useState("");
  const found = useFoundRows(cells, wanted);
  const frame = useMemo(() => sortableDataFrame(frameOf(cells, found)), [cells, found]);
  const configuration = useMemo(
    () =>
      Object.fromEntries(
        cells.columns.map((column) => [
          column.name,
          {
            headerComponent: (controls: ReactNode) => headerOf(column, controls),
            ...(column.isNumeric && { className: "number" }),
            minWidth: column.isTime ? TIME_WIDTH : headWidth(column),
          },
        ]),
      ),
    [cells],
  );
  return (
    <section aria-label={`Table ${name}`}>
      <div className="table-tools">
        <TextInput
          aria-label="Search in the table"
          placeholder="Search in the table"
          size="xs"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <span className="payload-facts" role="status">
          {`${formatCount(cells.length)} rows · ${formatCount(cells.columns.length)} columns`}
          {found !== undefined && ` · ${formatCount(found.length)} found`}
        </span>
      </div>
      <div ref={(box) => nameGrid(box, name)} style={{ height: gridHeight(frame.numRows) }}>
        <HighTable
          data={frame}
          className="grid"
          focus={false}
          stringify={String}
          maxRowNumber={cells.length}
          columnConfiguration={configuration}
        />
      </div>
      <QuickChart cells={cells} />
      <ColumnSummaries cells={cells} />
      <CsvLink name={name} cells={cells} />
    </section>
  );
}

function frameOf({ columns, length }: TableCells, found: readonly number[] | undefined): DataFrame {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const rowOf = (row: number) => (found === undefined ? row : (found[row] ?? 0));
  return {
    columnDescriptors: [...byName.keys()].map((name) => ({ name })),
    numRows: found?.length ?? length,
    getRowNumber: ({ row }) => ({ value: rowOf(row) }),
    // Numbers as numbers, so that they are sorted as such.
    getCell: ({ row, column }) => {
      const cells = byName.get(column);
      const at = rowOf(row);
      return { value: (cells?.isNumeric ? cells.value(at) : cells?.text(at)) ?? "" };
    },
  };
}

/** The name of a column, and what it holds. */
function headerOf({ name, type }: TableColumn, controls: ReactNode): ReactNode {
  return (
    <>
      {name} <span className="column-type">{shortType(type)}</span>
      {controls}
    </>
  );
}

/** Room for the head of a column, in px. */
function headWidth({ name, type }: TableColumn): number {
  return Math.min(320, 56 + 8 * (name.length + shortType(type).length));
}

/** A type without its details. */
function shortType(type: string): string {
  return type.replace(/[<[{(].*/, "").toLowerCase();
}

/** The grid takes no name; a screen reader is to hear that of the table. */
function nameGrid(box: HTMLElement | null, name: string): void {
  box?.querySelector("[role=grid]")?.setAttribute("aria-label", name);
}

/** No higher than its rows, in px. */
function gridHeight(rows: number): number {
  return Math.min(320, 48 + 33 * rows);
}
