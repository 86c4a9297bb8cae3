import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { csvHead, csvText } from "./csv-text.ts";
import type { TableCells } from "./table-cells.ts";

/** Rows that are written in one turn. */
const TURN = 5_000;

/** Saves the table as CSV that a spreadsheet runs nothing of. */
export function CsvLink({
  name,
  cells,
}: {
  readonly name: string;
  readonly cells: TableCells;
}): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const parts = [csvHead(cells)];
    for (let from = 0; from < cells.length; from += TURN) {
      parts.push(csvText(cells, from, Math.min(cells.length, from + TURN)));
      await new Promise((resolve) => setTimeout(resolve));
    }
    const url = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name || "table"}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    setBusy(false);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      mt="xs"
      loading={isBusy}
      onClick={() => void save()}
    >
      Save as CSV
    </Button>
  );
}
