import type { Vector } from "apache-arrow";

/** What decoding columns needs besides the columns. */
export interface DecodeContext {
  readonly int64: "auto" | "bigint" | "string";
  readonly timestamps: "auto" | "date" | "iso";
  /** Dictionaries decoded so far: a table refers to the same one from every batch. */
  readonly dictionaries: Map<Vector, readonly unknown[]>;
}
