import { Text } from "@mantine/core";
import HighTable, { type DataFrame } from "hightable";
import { type ReactNode, useState } from "react";

/** A table of any length: only the rows in view exist. */
export function TableView({
  name,
  data,
}: {
  readonly name: string;
  readonly data: DataFrame;
}): ReactNode {
  // The grid keeps its place as long as it is given the same object.
  const [shown] = useState(data);
  return (
    <figure className="table">
      <HighTable data={shown} className="grid" focus={false} stringify={cellText} />
      <figcaption>
        <Text span size="xs">
          {name}
        </Text>
        <Text span size="xs" c="dimmed">
          {" "}
          {shown.numRows.toLocaleString("en")} rows
        </Text>
      </figcaption>
    </figure>
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`;
  return String(value);
}
