import { type ReactNode, useEffect, useState } from "react";
import { formatCount } from "../page/format.ts";
import { ColumnCounter, type ColumnSummary } from "./column-summary.ts";
import { inTurns } from "./in-turns.ts";
import type { TableCells, TableColumn } from "./table-cells.ts";
import { timeText } from "./time-text.ts";

/** What the columns hold, counted when it is opened. */
export function ColumnSummaries({ cells }: { readonly cells: TableCells }): ReactNode {
  const [isOpen, open] = useState(false);
  return (
    <details className="raw" onToggle={(event) => open(event.currentTarget.open)}>
      <summary>Columns</summary>
      {isOpen && <Summaries cells={cells} />}
    </details>
  );
}

function Summaries({ cells }: { readonly cells: TableCells }) {
  const [summaries, setSummaries] = useState<readonly ColumnSummary[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    const counters = cells.columns.map((column) => new ColumnCounter(column));
    const add = (row: number) => {
      for (const counter of counters) counter.add(row);
    };
    void inTurns(cells.length, add, ending.signal).then((isDone) => {
      if (isDone) setSummaries(counters.map((counter) => counter.summary()));
    });
    return () => ending.abort();
  }, [cells]);
  return (
    <div className="summaries">
      <table className="plain">
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th className="number">Gaps</th>
            <th className="number">Different</th>
            <th className="number">Least</th>
            <th className="number">Most</th>
            <th className="number">Mean</th>
          </tr>
        </thead>
        <tbody>
          {cells.columns.map((column, index) => {
            const { nulls, distinct, range } = summaries[index] ?? {};
            return (
              <tr key={`${index} ${column.name}`}>
                <td>{column.name}</td>
                <td>{column.type}</td>
                <td className="number">{nulls !== undefined && formatCount(nulls)}</td>
                <td className="number">
                  {nulls !== undefined && (distinct === undefined ? "many" : formatCount(distinct))}
                </td>
                <td className="number">{range && numberOrTime(column, range.least)}</td>
                <td className="number">{range && numberOrTime(column, range.most)}</td>
                <td className="number">{range && numberOrTime(column, range.mean)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function numberOrTime({ isTime }: TableColumn, value: number): string {
  if (!isTime) return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
  return timeText(value);
}
