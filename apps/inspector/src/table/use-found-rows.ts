import { useEffect, useState } from "react";
import { inTurns } from "./in-turns.ts";
import type { TableCells } from "./table-cells.ts";

/** Rows that are listed at most. */
const MOST = 100_000;

/** The rows that hold a text, whatever its case; undefined where none is searched. The page stays usable meanwhile. */
export function useFoundRows(cells: TableCells, wanted: string): readonly number[] | undefined {
  const [found, setFound] = useState<readonly number[]>();
  useEffect(() => {
    const text = wanted.trim().toLowerCase();
    if (text === "") {
      setFound(undefined);
      return;
    }
    const ending = new AbortController();
    const rows: number[] = [];
    const look = (row: number) => {
      const isHit = cells.columns.some((column) => column.text(row).toLowerCase().includes(text));
      if (isHit && rows.length < MOST) rows.push(row);
    };
    void inTurns(cells.length, look, ending.signal).then((isDone) => isDone && setFound(rows));
    return () => ending.abort();
  }, [cells, wanted]);
  return found;
}
