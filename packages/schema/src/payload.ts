import * as z from "zod/mini";
import { PAYLOAD_TYPES, type PayloadType } from "./base/constants.ts";
import type { Metadata } from "./metadata.ts";
import { optionalMetadata, optionalText } from "./optional.ts";

/** How a payload travels: inside the message, or as a link to a file server (claim check). */
export type PayloadTransport = "direct" | "link";

/** A payload as it is written (`msg_payload_v1`). Fields are written in this order. */
export interface MsgPayloadV1 {
  /** UUID v4. */
  id: string;
  dataname: string;
  payload_type: PayloadType;
  transport: PayloadTransport;
  /** `base64` with `direct`, `none` with `link`. */
  encoding: "base64" | "none";
  /** Length of the serialized payload in bytes, before base64. */
  size: number;
  /** Standard base64 with padding, or an absolute URL that a plain GET reads. */
  data: string;
  /** Holds `checksum`: SHA-256 of the serialized bytes, 64 lower-case hex digits. */
  metadata: Metadata & { checksum: string };
}

/** A payload as it was read from any dialect. */
export interface ReadPayloadV1 {
  id: string;
  dataname: string;
  /** Not yet one of the eight: older peers write `table`, newer ones may write more. */
  payload_type: string;
  transport: PayloadTransport;
  /** `""` when absent. */
  encoding: string;
  size?: number | null | undefined;
  /** Text, or already a JSON value with `encoding: "json"`; a URL with `link`. */
  data: unknown;
  metadata: Metadata;
}

const transportSchema = z.enum(["direct", "link"]);

/** Reads a payload of every dialect. `data` is not looked into. */
export const payloadSchema: z.ZodMiniType<ReadPayloadV1, unknown> = z
  .looseObject({
    id: optionalText,
    dataname: optionalText,
    payload_type: z.string(),
    transport: transportSchema,
    encoding: optionalText,
    size: z.nullish(z.number()),
    data: z.unknown(),
    metadata: optionalMetadata,
  })
  .check((context) => {
    const { data, transport, encoding } = context.value;
    const wrong = (message: string) =>
      context.issues.push({ code: "custom", input: data, path: ["data"], message });
    if (data === undefined) wrong("is missing");
    else if (data === null && encoding !== "json") wrong("is null");
    else if (transport === "link" && typeof data !== "string") wrong("expected a URL as text");
  });

const LOWER_CASE_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const writtenFields = {
  id: z.string().check(z.regex(LOWER_CASE_UUID)),
  dataname: z.string(),
  payload_type: z.enum(PAYLOAD_TYPES),
  size: z.number().check(z.int(), z.nonnegative()),
  metadata: z.looseObject({ checksum: z.string().check(z.regex(/^[0-9a-f]{64}$/)) }),
};

/** Accepts exactly what {@link MsgPayloadV1} says. */
export const writtenPayloadSchema: z.ZodMiniType<MsgPayloadV1, MsgPayloadV1> = z.discriminatedUnion(
  "transport",
  [
    z.strictObject({
      ...writtenFields,
      transport: z.literal("direct"),
      encoding: z.literal("base64"),
      data: z.string(),
    }),
    z.strictObject({
      ...writtenFields,
      transport: z.literal("link"),
      encoding: z.literal("none"),
      data: z.url(),
    }),
  ],
);
