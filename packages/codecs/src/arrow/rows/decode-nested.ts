import { type Data, DataType, type Union, UnionMode, type Vector } from "apache-arrow";
import { damaged } from "../read/damaged.ts";
import type { DecodeContext } from "./decode-context.ts";
import { underNulls } from "./under-nulls.ts";

/** Values of a column of lists (a map is a list of pairs), each as an array. */
export function decodeLists(data: Data, context: DecodeContext): unknown[][] {
  const { type, valueOffsets, length } = data;
  const [child] = data.children;
  if (child === undefined) throw damaged("a list has no items");
  const width = DataType.isFixedSizeList(type) ? type.listSize : 0;
  const start = valueOffsets ? Number(valueOffsets[0]) : 0;
  const end = valueOffsets ? Number(valueOffsets[length]) : length * width;
  const visible = underNulls(data, child, (row) => ({
    from: valueOffsets ? Number(valueOffsets[row]) : row * width,
    to: valueOffsets ? Number(valueOffsets[row + 1]) : (row + 1) * width,
  }));
  const used = visible.slice(start, end - start);
  const items = DataType.isMap(type) ? decodePairs(used, context) : context.decode(used, context);

  const lists = new Array<unknown[]>(length);
  for (let row = 0; row < length; row++) {
    const from = valueOffsets ? Number(valueOffsets[row]) : row * width;
    const to = valueOffsets ? Number(valueOffsets[row + 1]) : from + width;
    const list = new Array<unknown>(to - from);
    for (let index = from; index < to; index++) list[index - from] = items[index - start];
    lists[row] = list;
  }
  return lists;
}

/** Values of a dictionary-encoded column; equal values are the same object. */
export function decodeDictionary(data: Data, context: DecodeContext): unknown[] {
  const { dictionary, values: keys, length } = data;
  if (dictionary === undefined) throw damaged("a column has no dictionary");
  const entries = decodeEntries(dictionary, context);
  const values = new Array<unknown>(length);
  for (let row = 0; row < length; row++) values[row] = entries[keys[row]];
  return values;
}

/** Values of a union: each as its member has it. */
export function decodeUnion(data: Data, type: Union, context: DecodeContext): unknown[] {
  const { typeIds, valueOffsets, length } = data;
  const members = new Map(
    data.children.map((child, index) => [type.typeIds[index], context.decode(child, context)]),
  );
  return Array.from({ length }, (_, row) => {
    const at = type.mode === UnionMode.Dense ? valueOffsets[row] : row;
    return members.get(typeIds[row])?.[at];
  });
}

function decodePairs(pairs: Data, context: DecodeContext): unknown[][] {
  const [keys, values] = pairs.children.map((child) =>
    context.decode(
      underNulls(pairs, child, (row) => ({ from: row, to: row + 1 })),
      context,
    ),
  );
  return Array.from({ length: pairs.length }, (_, index) => [keys?.[index], values?.[index]]);
}

/** The values of a dictionary, decoded once. */
export function decodeEntries(dictionary: Vector, context: DecodeContext): readonly unknown[] {
  const known = context.dictionaries.get(dictionary);
  if (known !== undefined) return known;
  const entries = dictionary.data.flatMap((data) => Array.from(context.decode(data, context)));
  context.dictionaries.set(dictionary, entries);
  return entries;
}
