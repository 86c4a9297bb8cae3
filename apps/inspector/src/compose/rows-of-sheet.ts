/** Rows as they are pasted from a spreadsheet: cells between tabs, names in the first line. */
export function rowsOfSheet(text: string): Record<string, string | number | null>[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const [head = "", ...rows] = lines;
  const separator = head.includes("\t") ? "\t" : head.includes(";") ? ";" : ",";
  const names = head.split(separator).map((name, index) => name.trim() || `column ${index + 1}`);
  const cells = rows.map((line) => line.split(separator).map((cell) => cell.trim()));
  const isNumeric = names.map((_, column) =>
    cells.every((row) => (row[column] ?? "") === "" || isNumber(row[column] ?? "")),
  );
  return cells.map((row) =>
    Object.fromEntries(
      names.map((name, column) => {
        const cell = row[column] ?? "";
        if (cell === "") return [name, null];
        return [name, isNumeric[column] ? Number(cell) : cell];
      }),
    ),
  );
}

/** `007` is a name and no number. */
function isNumber(cell: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(cell);
}
