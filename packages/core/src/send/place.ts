import type { FileServer } from "@natsbridge/fileserver";
import type { Metadata } from "@natsbridge/schema";
import { concurrently, redactLink, utf8Length } from "@natsbridge/schema/base";
import type { EnvelopeFields } from "../options/envelope-fields.ts";
import type { LogStep } from "../telemetry/log-steps.ts";
import { describePayload } from "../telemetry/payload-error.ts";
import {
  type BuiltEnvelope,
  buildEnvelope,
  envelopeLength,
  frameLengths,
  type PayloadFields,
} from "./envelope.ts";
import { needed } from "./needed.ts";
import { type PlannedSize, planTransports } from "./plan.ts";
import type { PreparedPayload } from "./prepare.ts";
import type { PayloadReceipt } from "./receipt.ts";
import { type StoredPayload, type StoreOptions, storePayload } from "./store.ts";

const UPLOADS_AT_ONCE = 4;
const UNKNOWN_CHECKSUM = "0".repeat(64);

/** A payload on the file server, and why it went there. */
export interface PlacedLink extends StoredPayload {
  readonly reason: string;
}

/** What {@link placePayloads} works with. */
export interface PlaceContext extends StoreOptions {
  readonly fields: EnvelopeFields;
  readonly size_threshold: number;
  /** Largest message body in bytes: `max_payload` without the NATS headers. */
  readonly max_body: number;
  /** Length of the NATS headers in bytes. */
  readonly headers: number;
  /** The store, made when the first link is needed. */
  readonly fileserver: () => Promise<FileServer>;
  readonly log: LogStep;
  /** Added to the metadata of every link. */
  readonly link_metadata: Metadata;
}

/** A message ready to be published. */
export interface PlacedMessage extends BuiltEnvelope {
  /** Made when they are asked for, as the envelope. */
  readonly receipts: () => readonly PayloadReceipt[];
}

/**
 * Plans, uploads what must be a link, and plans again with the real links until nothing is left to upload.
 * `links` collects what lies on the file server, also when this fails, so that the caller can undo it.
 */
export async function placePayloads(
  payloads: readonly PreparedPayload[],
  links: Map<number, PlacedLink>,
  context: PlaceContext,
): Promise<PlacedMessage> {
  const envelope = envelopeLength(context.fields);
  while (true) {
    const sizes = payloads.map((payload) =>
      plannedSize(payload, links.get(payload.index), context),
    );
    const plan = planTransports(sizes, {
      size_threshold: context.size_threshold,
      max_payload: context.max_body + context.headers,
      envelope: envelope + context.headers,
      headers: context.headers,
    });
    const missing = payloads.filter(
      ({ index }) => plan[index]?.transport === "link" && !links.has(index),
    );
    if (missing.length === 0) {
      return assemble(
        payloads,
        links,
        context,
        plan.map(({ reason }) => reason),
      );
    }
    await concurrently(missing, UPLOADS_AT_ONCE, context.signal, async (payload, signal) => {
      const reason = plan[payload.index]?.reason ?? "";
      const store = await context.fileserver();
      const stored = await storePayload(payload, store, { ...context, signal }).catch(
        (error: unknown) => {
          throw needed(error, reason);
        },
      );
      links.set(payload.index, { ...stored, reason });
      const { dataname } = payload;
      context.log(
        () => `${describePayload(payload)} uploaded to ${redactLink(stored.file.url)}: ${reason}`,
        { dataname, transport: "link", bytes: stored.size },
      );
    });
  }
}

function plannedSize(
  payload: PreparedPayload,
  link: PlacedLink | undefined,
  context: PlaceContext,
): PlannedSize {
  return {
    bytes: payload.kind === "bytes" ? payload.bytes.byteLength : sizeOfLink(payload, context),
    frame: frameLengths(payloadFields(payload, link, context)),
    link: link && utf8Length(link.file.url),
  };
}

/** A stream is a link in any case; what it says of its size only makes a better reason. */
function sizeOfLink(
  { size }: { readonly size: number | undefined },
  { size_threshold }: PlaceContext,
): number | undefined {
  return size !== undefined && size >= size_threshold ? size : undefined;
}

function payloadFields(
  payload: PreparedPayload,
  link: PlacedLink | undefined,
  context: PlaceContext,
): PayloadFields {
  const { id, dataname, payload_type } = payload;
  if (link !== undefined) {
    const { size, checksum, file } = link;
    const expires_at = file.expires_at === undefined ? {} : { expires_at: file.expires_at };
    const metadata = { checksum, ...expires_at, ...context.link_metadata };
    return { id, dataname, payload_type, size, metadata };
  }
  if (payload.kind === "bytes") {
    const { bytes, checksum } = payload;
    return { id, dataname, payload_type, size: bytes.byteLength, metadata: { checksum } };
  }
  const size = payload.size ?? Number.MAX_SAFE_INTEGER;
  return { id, dataname, payload_type, size, metadata: { checksum: UNKNOWN_CHECKSUM } };
}

function assemble(
  payloads: readonly PreparedPayload[],
  links: ReadonlyMap<number, PlacedLink>,
  context: PlaceContext,
  reasons: readonly string[],
): PlacedMessage {
  const receipts: PayloadReceipt[] = [];
  const contents = payloads.map((payload) => {
    const link = links.get(payload.index);
    const fields = payloadFields(payload, link, context);
    const transport = link === undefined ? "direct" : "link";
    const reason = link?.reason ?? reasons[payload.index] ?? "";
    receipts.push({ dataname: fields.dataname, transport, reason, bytes: fields.size });
    if (link !== undefined) return { ...fields, url: link.file.url };
    return { ...fields, bytes: payload.kind === "bytes" ? payload.bytes : new Uint8Array() };
  });
  return { ...buildEnvelope(context.fields, contents), receipts: () => receipts };
}
