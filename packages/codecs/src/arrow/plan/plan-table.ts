import { type RecordBatch, type Table, Vector } from "apache-arrow";
import { VectorAssembler } from "apache-arrow/visitor/vectorassembler";
import { type ColumnPlan, readyPart } from "./column-plan.ts";
import { dictionaryVersions, longestVersion } from "./dictionary-versions.ts";
import type { PlannedDictionary } from "./plan-context.ts";
import type { BatchPlan, TablePlan } from "./table-plan.ts";
import { unifyDictionaries } from "./unify-dictionaries.ts";

/** Plans an apache-arrow table: its buffers are copied once, to where they belong. */
export function planTable(original: Table): TablePlan {
  const versions = dictionaryVersions(original);
  const replaced = new Map([...versions].filter(([, all]) => longestVersion(all) === undefined));
  const { table, dictionaries } =
    replaced.size > 0
      ? unifyDictionaries(original, replaced)
      : { table: original, dictionaries: [] };
  const kept = [...versions].flatMap(([id, all]) => {
    const longest = longestVersion(all);
    return longest === undefined ? [] : planDictionary(id, longest);
  });
  return {
    schema: table.schema,
    dictionaries: [...kept, ...dictionaries],
    batches: table.batches.filter(({ numRows }) => numRows > 0).map(planBatch),
  };
}

function planBatch(batch: RecordBatch): BatchPlan {
  return { ...assemble(batch), length: batch.numRows, metadata: batch.metadata };
}

/** A dictionary that grew comes in as many pieces, as it was received. */
function planDictionary(id: number, dictionary: Vector): PlannedDictionary[] {
  return dictionary.data.map((chunk, index) => ({
    ...assemble(new Vector([chunk])),
    id,
    isDelta: index > 0,
    length: chunk.length,
  }));
}

function assemble(columns: RecordBatch | Vector): ColumnPlan & { variadicCounts: number[] } {
  const { nodes, buffers, variadicBufferCounts } = VectorAssembler.assemble(columns);
  return {
    nodes,
    parts: buffers.map((buffer) =>
      readyPart(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)),
    ),
    variadicCounts: variadicBufferCounts,
  };
}
