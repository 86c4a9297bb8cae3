import type { Decimal } from "apache-arrow";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { fixedPlan } from "./plan-numbers.ts";
import { typedView } from "./typed-view.ts";

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** More than any decimal that a column holds, with an exponent and zeros to spare. */
const MAX_CHARACTERS = 1000;

/** Plans decimals from text with all digits (`"12.30"`), bigints and numbers, each refused if a digit would be lost. */
export function planDecimals(type: Decimal, cells: Cells, context: PlanContext): ColumnPlan {
  const words = type.bitWidth / 32;
  const limit = 10n ** BigInt(type.precision);
  const expected = `a decimal of at most ${type.precision} digits, ${type.scale} of them after the point`;
  return fixedPlan(cells, context, words * 4 * cells.length, (target) => {
    const view = typedView(Uint32Array, target);
    for (let row = 0; row < cells.length; row++) {
      const value = cells.at(row);
      if (value === null && context.mayHaveNulls) continue;
      const unscaled = unscaledOf(value, type.scale);
      if (unscaled === undefined || unscaled >= limit || unscaled <= -limit) {
        throw cells.refusal(row, expected);
      }
      let rest = BigInt.asUintN(type.bitWidth, unscaled);
      for (let word = 0; word < words; word++) {
        view[row * words + word] = Number(rest & 0xffff_ffffn);
        rest >>= 32n;
      }
    }
  });
}

/** The integer that a decimal of a scale stores; undefined for what is no decimal, or needs more digits. */
function unscaledOf(value: unknown, scale: number): bigint | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") {
    return undefined;
  }
  const text = String(value);
  if (Object.is(value, -0) || text.length > MAX_CHARACTERS) return undefined;
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt((sign ?? "") + whole + fraction);
  const shift = scale + Number(exponent) - fraction.length;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return digits % divisor === 0n ? digits / divisor : undefined;
}
