import type { Data, Vector } from "apache-arrow";
import type { DuplicateNames } from "./unique-names.ts";

/** What decoding columns needs besides the columns. */
export interface DecodeContext {
  /** `decodeColumn`, for the columns inside a column. Handed down, so that the modules form no cycle. */
  readonly decode: (data: Data, context: DecodeContext) => ArrayLike<unknown>;
  readonly int64: "auto" | "bigint" | "string";
  readonly timestamps: "auto" | "date" | "iso";
  readonly duplicateNames: DuplicateNames;
  /** Dictionaries decoded so far: a table refers to the same one from every batch. */
  readonly dictionaries: Map<Vector, readonly unknown[]>;
}
