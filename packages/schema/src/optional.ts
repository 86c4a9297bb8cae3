import * as z from "zod/mini";
import { type Metadata, metadataSchema } from "./metadata.ts";

/** Text that may be absent or null and then reads as `""`. */
export const optionalText: z.ZodMiniType<string, string | null | undefined> = z.pipe(
  z.nullish(z.string()),
  z.transform((text) => text ?? ""),
);

/** Metadata that may be absent or null and then reads as `{}`. */
export const optionalMetadata: z.ZodMiniType<Metadata, Metadata | null | undefined> = z.pipe(
  z.nullish(metadataSchema),
  z.transform((metadata) => metadata ?? {}),
);
