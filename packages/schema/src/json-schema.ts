import * as z from "zod/mini";
import { envelopeSchema, writtenEnvelopeSchema } from "./envelope.ts";
import { metadataSchema } from "./metadata.ts";
import { payloadSchema, writtenPayloadSchema } from "./payload.ts";

/** A JSON Schema document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

function toJsonSchema(schema: z.ZodMiniType, title: string): JsonSchema {
  return {
    ...z.toJSONSchema(schema, {
      io: "input",
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        if (Object.is(zodSchema, metadataSchema)) jsonSchema.type = "object";
      },
    }),
    title,
  };
}

/** The JSON Schema files of this package by file name: what is written (strict), and what is read. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    "envelope.schema.json": toJsonSchema(writtenEnvelopeSchema, "msg_envelope_v1 as it is written"),
    "envelope.read.schema.json": toJsonSchema(envelopeSchema, "msg_envelope_v1 as it is read"),
    "payload.schema.json": toJsonSchema(writtenPayloadSchema, "msg_payload_v1 as it is written"),
    "payload.read.schema.json": toJsonSchema(payloadSchema, "msg_payload_v1 as it is read"),
  };
}
