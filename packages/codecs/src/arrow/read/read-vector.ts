import {
  Data,
  DataType,
  type Dictionary,
  type Field,
  type Union,
  UnionMode,
  util,
  type Vector,
} from "apache-arrow";
import type { Steps } from "../../in-turns.ts";
import type { BatchCursor, FieldNode } from "./batch-cursor.ts";
import { checkChild, checkKeys, checkOffsets, checkUnion, checkViews } from "./check-vector.ts";
import { damaged } from "./damaged.ts";
import type { ReadDictionaries } from "./read-dictionaries.ts";
import { alignedView, bytesPerValue } from "./value-layout.ts";
import { narrowIndices, WideDictionary } from "./wide-dictionary.ts";

const NONE = new Uint8Array(0);

/** What reading a column needs besides its batch. */
export interface ReadContext {
  readonly dictionaries: ReadDictionaries;
  /** Unions had a validity buffer up to V4 of the format (number 3). */
  readonly version: number;
}

/** Reads one column, and what is nested in it, as views into the buffers of a batch. */
export function* readVector(type: DataType, batch: BatchCursor, context: ReadContext): Steps<Data> {
  const before = batch.bytes;
  const data = yield* readData(type, batch, context);
  batch.countRows(data.length, before);
  return data;
}

function* readData(type: DataType, batch: BatchCursor, context: ReadContext): Steps<Data> {
  const node = batch.nextNode();
  if (DataType.isNull(type)) return new Data(type, 0, node.length, node.length);
  if (DataType.isUnion(type)) return yield* readUnion(type, node, batch, context);

  const { nulls, nullCount } = readValidity(node, batch);
  const build = (
    offsets: Int32Array | BigInt64Array | undefined,
    values: unknown,
    children: Data[] = [],
    dictionary?: Vector,
    variadic?: Uint8Array[],
  ) => {
    const buffers: object = [offsets, values, nulls];
    return new Data(type, 0, node.length, nullCount, buffers, children, dictionary, variadic);
  };

  if (DataType.isDictionary(type)) {
    const values = readIndices(type, node.length, batch);
    const dictionary = context.dictionaries.get(type.id);
    yield* checkKeys(values, nulls, node.length, dictionary.length);
    return build(undefined, values, [], dictionary);
  }
  if (DataType.isStruct(type)) {
    const children = yield* readChildren(type, batch, context);
    for (const child of children) checkChild(child, node.length);
    return build(undefined, undefined, children);
  }
  if (DataType.isFixedSizeList(type)) {
    const child = yield* readVector(type.valueType, batch, context);
    checkChild(child, node.length * type.listSize);
    return build(undefined, undefined, [child]);
  }
  if (DataType.isList(type) || DataType.isMap(type) || DataType.isLargeList(type)) {
    const offsets = readOffsets(DataType.isLargeList(type), node.length, batch);
    const child = yield* readVector(onlyChild(type).type, batch, context);
    yield* checkOffsets(offsets, child.length);
    return build(offsets, undefined, [child]);
  }
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
    const views = alignedView(Uint8Array, batch.nextBuffer(node.length * 16), node.length * 16, 4);
    const variadic = Array.from({ length: batch.nextVariadicCount() }, () => batch.nextBuffer(0));
    yield* checkViews(views, nulls, node.length, variadic, batch.budget);
    return build(undefined, views, [], undefined, variadic);
  }
  if (
    DataType.isUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isLargeBinary(type)
  ) {
    const isLarge = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type);
    const offsets = readOffsets(isLarge, node.length, batch);
    const end = Number(offsets[node.length] ?? 0);
    yield* checkOffsets(offsets, end);
    return build(offsets, batch.nextBuffer(end));
  }
  return build(undefined, readFixed(type, node.length, batch));
}

/** Reads the bitmap of nulls, and counts them where the writer did not. */
function readValidity(
  node: FieldNode,
  batch: BatchCursor,
): { nulls: Uint8Array; nullCount: number } {
  const needed = Math.ceil(node.length / 8);
  const bitmap = batch.nextBuffer(node.nullCount > 0 ? needed : 0);
  if (node.nullCount > 0) return { nulls: bitmap, nullCount: node.nullCount };
  if (node.nullCount === 0 || bitmap.byteLength === 0) return { nulls: NONE, nullCount: 0 };
  if (bitmap.byteLength < needed) throw damaged("the bitmap of nulls of a column is too short");
  const nullCount = node.length - util.popcnt_bit_range(bitmap, 0, node.length);
  return { nulls: nullCount > 0 ? bitmap : NONE, nullCount };
}

function readFixed<T extends DataType>(type: T, length: number, batch: BatchCursor): T["TArray"] {
  const bytes = DataType.isBool(type) ? Math.ceil(length / 8) : length * bytesPerValue(type);
  return alignedView(type.ArrayType, batch.nextBuffer(bytes), bytes);
}

function readIndices(type: Dictionary, length: number, batch: BatchCursor) {
  return type instanceof WideDictionary
    ? narrowIndices(readFixed(type.storedIndices, length, batch))
    : readFixed(type.indices, length, batch);
}

function readOffsets(isLarge: boolean, length: number, batch: BatchCursor) {
  // An empty column may come without its one offset.
  const count = length === 0 ? 0 : length + 1;
  const bytes = count * (isLarge ? 8 : 4);
  const buffer = batch.nextBuffer(bytes);
  if (count === 0) return isLarge ? new BigInt64Array(1) : new Int32Array(1);
  return isLarge
    ? alignedView(BigInt64Array, buffer, bytes)
    : alignedView(Int32Array, buffer, bytes);
}

function* readUnion(
  type: Union,
  node: FieldNode,
  batch: BatchCursor,
  context: ReadContext,
): Steps<Data> {
  if (context.version < 4) batch.nextBuffer(0);
  const isDense = type.mode === UnionMode.Dense;
  const typeIds = alignedView(Int8Array, batch.nextBuffer(node.length), node.length);
  const offsets = isDense
    ? alignedView(Int32Array, batch.nextBuffer(node.length * 4), node.length * 4)
    : undefined;
  const children = yield* readChildren(type, batch, context);
  yield* checkUnion(type, typeIds, offsets, children);
  const buffers: object = [offsets, undefined, undefined, typeIds];
  return new Data(type, 0, node.length, 0, buffers, children);
}

function* readChildren(type: DataType, batch: BatchCursor, context: ReadContext): Steps<Data[]> {
  const children: Data[] = [];
  for (const { type: childType } of type.children as Field[]) {
    children.push(yield* readVector(childType, batch, context));
  }
  return children;
}

function onlyChild(type: DataType): Field {
  const [child] = type.children;
  if (child === undefined) throw damaged("a list has no type of items");
  return child;
}
