import { NativeSelect } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { formatCount } from "../page/format.ts";
import { chartLine } from "./chart-points.ts";
import type { TableCells } from "./table-cells.ts";

/** A column of numbers as a line, over the rows; what time they have is told at its ends. */
export function QuickChart({ cells }: { readonly cells: TableCells }): ReactNode {
  const numeric = cells.columns.filter(({ isNumeric }) => isNumeric);
  const [name, setName] = useState("");
  const column = numeric.find((each) => each.name === name);
  const line = useMemo(
    () => column && chartLine(cells.length, (row) => column.value(row)),
    [cells, column],
  );
  if (numeric.length === 0 || cells.length < 2) return null;
  const time = cells.columns.find(({ isTime }) => isTime);
  const end = (row: number) => time?.text(row) ?? `row ${formatCount(row + 1)}`;
  return (
    <figure className="chart">
      <NativeSelect
        aria-label="Chart"
        size="xs"
        w="12rem"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data={[{ value: "", label: "Chart a column…" }, ...numeric.map((each) => each.name)]}
      />
      {column && line && (
        <>
          <svg
            viewBox="0 0 1 1"
            preserveAspectRatio="none"
            role="img"
            aria-label={`Chart of ${name}`}
          >
            <polyline points={line.points.map(([x, y]) => `${x},${0.98 - 0.96 * y}`).join(" ")} />
          </svg>
          <figcaption className="density-ends">
            <span>{end(0)}</span>
            <span>{`${numberText(line.least)} to ${numberText(line.most)}`}</span>
            <span>{end(cells.length - 1)}</span>
          </figcaption>
        </>
      )}
    </figure>
  );
}

function numberText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}
