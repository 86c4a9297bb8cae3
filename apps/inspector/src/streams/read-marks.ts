import type { NatsConnection } from "@natsbridge/transport";
import type { Mark } from "./find-time.ts";
import { readStored } from "./read-stored.ts";
import type { StreamInfo } from "./stream-info.ts";

/** Marks that are read for a picture: few where the messages are large, since each is read whole. */
const MARKS = 48;
const FEW_MARKS = 12;
const LARGE = 50_000;

/** Reads one mark. */
export async function readMark(
  connection: NatsConnection,
  info: StreamInfo,
  seq: number,
): Promise<Mark | undefined> {
  const [message] = await readStored(connection, info, { from: seq, limit: 1 });
  return message && { seq: message.id, time: message.at.getTime() };
}

/** Reads marks all over a stream. */
export async function readMarks(connection: NatsConnection, info: StreamInfo): Promise<Mark[]> {
  const { first_seq, last_seq, messages, bytes } = info.state;
  if (messages === 0) return [];
  const count = Math.min(bytes / messages > LARGE ? FEW_MARKS : MARKS, last_seq - first_seq);
  const wanted = Array.from({ length: count + 1 }, (_, index) =>
    Math.round(first_seq + ((last_seq - first_seq) * index) / Math.max(1, count)),
  );
  const marks = await Promise.all(wanted.map((seq) => readMark(connection, info, seq)));
  const found = marks.filter((mark) => mark !== undefined);
  return found.filter(({ seq }, index) => seq !== found[index - 1]?.seq);
}
