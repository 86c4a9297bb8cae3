import { readFileSync } from "node:fs";

const UNITS: Readonly<Record<string, number>> = {
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  days: 86_400,
};

/** `1,000`, `30,000 ms`, `8 MiB`, or `30 days` in seconds. */
function numberIn(text: string): number | undefined {
  const [, digits, unit = ""] =
    /^`?(\d[\d,]*)`?(?: (ms|KiB|MiB|GiB|days))?(?: |$)/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits.replaceAll(",", "")) * (UNITS[unit] ?? 1);
}

/**
 * The defaults that are numbers in the tables of options of a README, by the option's name: the tables whose second
 * column is `default`. Where a row has several options, its defaults stand in the same order.
 */
export function documentedNumbers(readme: URL): Readonly<Record<string, number>> {
  const tables =
    readFileSync(readme, "utf8").match(/^\|[^|\n]*\| default \|.*\n(?:\|.*\n)+/gm) ?? [];
  const rows = tables.flatMap((table) => table.trim().split("\n").slice(2));
  return Object.fromEntries(
    rows.flatMap((row) => {
      const [, names = "", defaults = ""] = row.split("|");
      const values = defaults.trim().split(", ");
      return [...names.matchAll(/`(\w+)`/g)].flatMap(([, name = ""], index) => {
        const value = numberIn((values[index] ?? "").trim());
        return value === undefined ? [] : [[name, value] as const];
      });
    }),
  );
}
