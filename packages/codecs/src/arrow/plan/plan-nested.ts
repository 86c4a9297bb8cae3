import { foreignText } from "@natsbridge/schema/base";
import type { FixedSizeList, LargeList, List, Map_, Struct } from "apache-arrow";
import { isListLike, isMap } from "../../what-counts.ts";
import { Cells } from "../infer/cells.ts";
import { KIND, kindOf } from "../infer/value-kind.ts";
import { type ColumnPlan, joinPlans } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { typedView } from "./typed-view.ts";
import { columnPlan, validityOf } from "./validity.ts";

/** Plans a column of lists from arrays. */
export function planLists(type: List | LargeList, cells: Cells, context: PlanContext): ColumnPlan {
  checkEach(cells, context, isListLike, "an array");
  const { offsets, items } = cells.flatten();
  const isLarge = type.OffsetArrayType === BigInt64Array;
  const write = ([target]: readonly Uint8Array[]) => {
    if (isLarge) typedView(BigInt64Array, target).set(Array.from(offsets, BigInt));
    else typedView(Int32Array, target).set(offsets);
  };
  const part = { sizes: [(cells.length + 1) * (isLarge ? 8 : 4)], write };
  const child = context.plan(type.valueType, items, nested(type.children[0]?.nullable, context));
  return columnPlan(cells, validityOf(cells, context.mayHaveNulls), [part], child);
}

/** Plans a column of lists of one length; in place of a null stand as many nulls. */
export function planFixedLists(
  type: FixedSizeList,
  cells: Cells,
  context: PlanContext,
): ColumnPlan {
  const size = type.listSize;
  const isRight = (value: unknown) => isListLike(value) && value.length === size;
  checkEach(cells, context, isRight, `an array of ${size}`);
  const flat: unknown[] = [];
  for (let row = 0; row < cells.length; row++) {
    const list = cells.at(row);
    for (let item = 0; item < size; item++) flat.push(isListLike(list) ? list[item] : null);
  }
  const rowOf = (item: number) => cells.rowOf(Math.floor(item / size));
  const items = new Cells(flat, `${cells.name}[]`, undefined, rowOf);
  const validity = validityOf(cells, context.mayHaveNulls);
  // The nulls in place of a null list are there even if the items are said to have none.
  const mayHaveNulls = validity.nullCount > 0 || (type.children[0]?.nullable ?? true);
  return columnPlan(
    cells,
    validity,
    [],
    context.plan(type.valueType, items, { ...context, mayHaveNulls }),
  );
}

/** Plans a column of structs from plain objects; a key that is missing is null, one too many is refused. */
export function planStructs(type: Struct, cells: Cells, context: PlanContext): ColumnPlan {
  const names = new Set(type.children.map(({ name }) => String(name)));
  checkEach(cells, context, (value) => kindOf(value) === KIND.object, "an object");
  for (let row = 0; row < cells.length; row++) {
    const extra = Object.keys(cells.at(row) ?? {}).find((key) => !names.has(key));
    if (extra !== undefined) {
      throw cells.refusal(
        row,
        `an object with no other keys than ${foreignText([...names].join(", "))}`,
        extra,
      );
    }
  }
  const validity = validityOf(cells, context.mayHaveNulls);
  const members = type.children.map(({ name, type: memberType, nullable }) => {
    const mayHaveNulls = validity.nullCount > 0 || nullable;
    return context.plan(memberType, cells.member(String(name)), { ...context, mayHaveNulls });
  });
  return columnPlan(cells, validity, [], joinPlans(members));
}

/** Plans a column of maps from `Map` and from arrays of pairs. */
export function planMaps(type: Map_, cells: Cells, context: PlanContext): ColumnPlan {
  const isRight = (value: unknown) =>
    isMap(value) ||
    (Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2));
  checkEach(cells, context, isRight, "a Map or an array of [key, value]");
  const lists = Array.from({ length: cells.length }, (_, row) => {
    const value = cells.at(row);
    return isMap(value) ? [...value] : value;
  });
  const { offsets, items } = new Cells(lists, cells.name, undefined, (row) =>
    cells.rowOf(row),
  ).flatten();
  const part = {
    sizes: [(cells.length + 1) * 4],
    write: ([target]: readonly Uint8Array[]) => typedView(Int32Array, target).set(offsets),
  };
  const keys = context.plan(type.keyType, items.member("0"), { ...context, mayHaveNulls: false });
  const values = context.plan(type.valueType, items.member("1"), {
    ...context,
    mayHaveNulls: true,
  });
  const entries: ColumnPlan = joinPlans([
    columnPlan(items, validityOf(items, false), []),
    keys,
    values,
  ]);
  return columnPlan(cells, validityOf(cells, context.mayHaveNulls), [part], entries);
}

function checkEach(
  cells: Cells,
  { mayHaveNulls }: PlanContext,
  isRight: (value: unknown) => boolean,
  expected: string,
): void {
  for (let row = 0; row < cells.length; row++) {
    const value = cells.at(row);
    if (!isRight(value) && (value !== null || !mayHaveNulls)) throw cells.refusal(row, expected);
  }
}

function nested(nullable: boolean | undefined, context: PlanContext): PlanContext {
  return { ...context, mayHaveNulls: nullable ?? true };
}
