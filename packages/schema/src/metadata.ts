import * as z from "zod/mini";

/** Free-form fields beside an envelope or a payload. */
export type Metadata = Record<string, unknown>;

/** An object, taken by reference: not copied, not walked. */
export const metadataSchema: z.ZodMiniType<Metadata, Metadata> = z.custom<Metadata>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  { error: (issue) => `expected an object, got ${describe(issue.input)}` },
);

/** Names the kind of a value as error messages do. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return `a ${typeof value}`;
}
