import { type NatsConnection, type NatsMessage, storedMessages } from "@natsbridge/transport";
import { type SeenMessage, seenMessage } from "../message/seen-message.ts";
import { directBatch, type StoredQuery } from "./direct-batch.ts";
import type { StreamInfo } from "./stream-info.ts";

/** Bytes of the messages that are read for one page of a list. */
const MAX_BYTES = 8_000_000;

/** Headers that a direct get adds. */
const ADDED = /^Nats-(Stream|Subject|Sequence|Time-Stamp|Num-Pending|Last-Sequence|UpTo-Sequence)$/;

/** The first messages of a stream from a sequence on, read without a consumer: nothing about the stream changes. */
export async function readStored(
  connection: NatsConnection,
  { config }: StreamInfo,
  query: Pick<StoredQuery, "from" | "limit"> & { readonly filter?: string },
): Promise<SeenMessage[]> {
  const { from, limit, filter = ">" } = query;
  const found: SeenMessage[] = [];
  let bytes = 0;
  if (config.allow_direct !== true) {
    for await (const stored of storedMessages(connection, config.name, filter, {}, from)) {
      const { seq, time, subject, data, headers } = stored;
      const arrived = seenMessage({ id: seq, at: new Date(time), subject, data });
      found.push({ ...arrived, headers: [...headers] });
      bytes += data.length;
      if (found.length >= limit || bytes > MAX_BYTES) break;
    }
    return found;
  }
  for (let next = from; found.length < limit && bytes < MAX_BYTES; ) {
    const part = await directBatch(connection, config.name, {
      from: next,
      filter,
      limit: limit - found.length,
      maxBytes: MAX_BYTES - bytes,
    });
    for (const message of part) found.push(fromDirect(message));
    const last = found.at(-1);
    if (part.length === 0 || last === undefined) break;
    bytes += part.reduce((sum, { data }) => sum + data.length, 0);
    next = last.id + 1;
  }
  return found;
}

/** The last messages before a sequence. In a stream with gaps it looks back further and further. */
export async function readStoredBefore(
  connection: NatsConnection,
  info: StreamInfo,
  query: { readonly before: number; readonly limit: number; readonly filter?: string },
): Promise<SeenMessage[]> {
  const { before, limit, filter = ">" } = query;
  const { first_seq } = info.state;
  for (let span = limit; ; span *= 4) {
    const from = Math.max(first_seq, before - span);
    const found: SeenMessage[] = [];
    for (let next = from; next < before; ) {
      const part = await readStored(connection, info, { from: next, limit, filter });
      found.push(...part.filter(({ id }) => id < before));
      next = (part.at(-1)?.id ?? before) + 1;
    }
    if (found.length >= limit || from <= first_seq) return found.slice(-limit);
  }
}

function fromDirect({ headers, data }: NatsMessage): SeenMessage {
  const seen = seenMessage({
    id: Number(headers?.get("Nats-Sequence")),
    at: new Date(headers?.get("Nats-Time-Stamp") ?? ""),
    subject: headers?.get("Nats-Subject") ?? "",
    data,
    headers,
  });
  return { ...seen, headers: seen.headers.filter(([name]) => !ADDED.test(name)) };
}
