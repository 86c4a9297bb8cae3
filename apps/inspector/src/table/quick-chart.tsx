import { NativeSelect } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { numberTicks, type Tick, timeTicks } from "./axis-ticks.ts";
import { type ChartLine, chartLine } from "./chart-points.ts";
import type { TableCells } from "./table-cells.ts";

const ROW = "row";

/** A column of numbers as a line, against a column of times or the rows. */
export function QuickChart({ cells }: { readonly cells: TableCells }): ReactNode {
  const numeric = cells.columns.filter(({ isNumeric }) => isNumeric);
  const times = cells.columns.filter(({ isTime }) => isTime);
  const [name, setName] = useState("");
  const [against, setAgainst] = useState(times[0]?.name ?? ROW);
  const column = numeric.find((each) => each.name === name);
  const time = times.find((each) => each.name === against);
  const line = useMemo(() => {
    if (column === undefined) return undefined;
    return chartLine(
      cells.length,
      (row) => column.number(row),
      (row) => time?.number(row) ?? row + 1,
    );
  }, [cells, column, time]);
  if (numeric.length === 0 || cells.length < 2) return null;
  return (
    <figure className="chart" aria-label="Chart">
      <div className="table-tools">
        <NativeSelect
          aria-label="Chart"
          size="xs"
          w="12rem"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data={[{ value: "", label: "Chart a column…" }, ...numeric.map((each) => each.name)]}
        />
        {column && times.length > 0 && (
          <NativeSelect
            aria-label="Against"
            size="xs"
            w="10rem"
            value={against}
            onChange={(event) => setAgainst(event.currentTarget.value)}
            data={[
              ...times.map((each) => ({ value: each.name, label: `against ${each.name}` })),
              { value: ROW, label: "against the rows" },
            ]}
          />
        )}
      </div>
      {column && line === undefined && (
        <p className="payload-facts">There are not two numbers to draw a line between.</p>
      )}
      {line && (
        <Plot
          line={line}
          isTime={time !== undefined}
          label={`Chart of ${name} against ${against}`}
        />
      )}
    </figure>
  );
}

function Plot({
  line: { points, across, up },
  isTime,
  label,
}: {
  readonly line: ChartLine;
  readonly isTime: boolean;
  readonly label: string;
}) {
  const vertical = numberTicks(up.least, up.most, 4);
  const horizontal = (isTime ? timeTicks : numberTicks)(across.least, across.most, 4);
  const percent = ({ at }: Tick) => `${100 * at}%`;
  return (
    <div className="plot">
      <div className="plot-up" aria-hidden>
        {/* The widest makes the room. */}
        <span className="plot-room">
          {vertical.reduce(
            (longest, { text }) => (text.length > longest.length ? text : longest),
            "",
          )}
        </span>
        {vertical.map((tick) => (
          <span key={tick.text} className="plot-mark" style={{ bottom: percent(tick) }}>
            {tick.text}
          </span>
        ))}
      </div>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" role="img" aria-label={label}>
        {vertical.map(({ at, text }) => (
          <line key={text} x1="0" x2="1" y1={1 - at} y2={1 - at} />
        ))}
        {horizontal.map(({ at, text }) => (
          <line key={text} x1={at} x2={at} y1="0" y2="1" />
        ))}
        <polyline points={points.map(([x, y]) => `${x},${1 - y}`).join(" ")} />
      </svg>
      <div className="plot-across" aria-hidden>
        {horizontal.map((tick) => (
          <span key={tick.text} className="plot-mark" style={{ insetInlineStart: percent(tick) }}>
            {tick.text}
          </span>
        ))}
      </div>
    </div>
  );
}
