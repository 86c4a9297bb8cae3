import { TYPES } from "../cases/dimensions.ts";
import type { SamplePayload } from "./sample-payloads.ts";

const WITHOUT_ARROW = TYPES.filter((type) => type !== "arrowtable");

/** Messages with several payloads, by the name of their case. */
export const SAMPLES: Readonly<Record<string, readonly SamplePayload[]>> = {
  "eight types": TYPES.map((type) => ({ dataname: `a ${type}`, type })),
  "seven types": WITHOUT_ARROW.map((type) => ({ dataname: `a ${type}`, type })),
  "names that repeat": ["", "same", "same", "../a b/ü?#%😀", "same"].map((dataname) => ({
    dataname,
    type: "text",
  })),
};

/** All types that a device has as well. */
export const SEVEN_TYPES: readonly SamplePayload[] = SAMPLES["seven types"] ?? [];
