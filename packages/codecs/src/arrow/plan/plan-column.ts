import { foreignText } from "@natsbridge/schema/base";
import { DataType } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { planBytes, planFixedBytes } from "./plan-bytes.ts";
import type { PlanContext } from "./plan-context.ts";
import { planDecimals } from "./plan-decimals.ts";
import { planDictionary } from "./plan-dictionary.ts";
import { planFixedLists, planLists, planMaps, planStructs } from "./plan-nested.ts";
import { planBooleans, planFloats, planInt64, planInts } from "./plan-numbers.ts";
import { planDates, planTimes, planTimestamps } from "./plan-temporal.ts";
import { planTexts } from "./plan-texts.ts";

/**
 * Plans how the values of a column are written as a type. Values are checked against the type now or when they are
 * written.
 *
 * @throws NatsBridgeError `invalid_payload` naming the column, the row, what was expected and what came.
 */
export function planColumn(type: DataType, cells: Cells, context: PlanContext): ColumnPlan {
  if (DataType.isDictionary(type)) return planDictionary(type, cells, context);
  if (DataType.isNull(type)) return planNulls(cells);
  if (DataType.isBool(type)) return planBooleans(cells, context);
  if (DataType.isInt(type)) return planInts(type, cells, context);
  if (DataType.isFloat(type)) return planFloats(type, cells, context);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return planTexts(DataType.isLargeUtf8(type), cells, context);
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    return planBytes(DataType.isLargeBinary(type), cells, context);
  }
  if (DataType.isFixedSizeBinary(type)) return planFixedBytes(type.byteWidth, cells, context);
  if (DataType.isTimestamp(type)) return planTimestamps(type, cells, context);
  if (DataType.isDate(type)) return planDates(type, cells, context);
  if (DataType.isTime(type)) return planTimes(type, cells, context);
  if (DataType.isDuration(type)) return planInt64(true, cells, context);
  if (DataType.isDecimal(type)) return planDecimals(type, cells, context);
  if (DataType.isList(type) || DataType.isLargeList(type)) return planLists(type, cells, context);
  if (DataType.isFixedSizeList(type)) return planFixedLists(type, cells, context);
  if (DataType.isStruct(type)) return planStructs(type, cells, context);
  if (DataType.isMap(type)) return planMaps(type, cells, context);
  throw invalidPayload(
    `column "${foreignText(cells.name)}": values cannot be written as ${type}; build an apache-arrow Table and send that`,
  );
}

function planNulls(cells: Cells): ColumnPlan {
  for (let row = 0; row < cells.length; row++) {
    if (cells.at(row) !== null) throw cells.refusal(row, "null");
  }
  return { nodes: [{ length: cells.length, nullCount: cells.length }], parts: [] };
}
