import { deleteStored } from "@natsbridge/transport";
import type { NATSBridge } from "natsbridge";
import { formatCount } from "../page/format.ts";
import type { Letter } from "./dead-letters.ts";

/** What became of one letter, for people. */
export interface Outcome {
  readonly seq: number;
  readonly text: string;
  readonly isDone: boolean;
}

/** What sending letters back will do, before it is done. */
export function redrivePlan(stream: string, letters: readonly Letter[]): string[] {
  return letters.map(
    ({ message, letter }) =>
      `Message ${formatCount(message.id)} goes to ${letter.subject} as a new message; when a stream has stored it, it leaves ${stream}`,
  );
}

/** What dropping letters will do, before it is done. */
export function dropPlan(stream: string, letters: readonly Letter[]): string[] {
  return letters.map(({ message, letter }) => {
    const seq = formatCount(message.id);
    return `Message ${seq} (${letter.code}, from ${letter.subject}) leaves ${stream} for good`;
  });
}

/** Sends the chosen letters back to where they came from, with a body that was mended where one is given. */
export async function redrive(
  bridge: NATSBridge,
  stream: string,
  letters: readonly Letter[],
  edited?: string,
): Promise<Outcome[]> {
  const chosen = new Set(letters.map(({ message }) => message.id));
  const outcomes: Outcome[] = [];
  for (const to of new Set(letters.map(({ letter }) => letter.subject))) {
    const { redriven, kept } = await bridge.redrive({
      stream,
      to,
      edit: (body, { seq }) => (chosen.has(seq) ? (edited ?? body) : undefined),
    });
    for (const { seq, subject, pub_ack } of redriven) {
      const text = `${formatCount(seq)} is message ${formatCount(pub_ack.seq)} of ${pub_ack.stream} now, on ${subject}`;
      outcomes.push({ seq, text, isDone: true });
    }
    const own = letters.filter(({ letter }) => letter.subject === to);
    for (const { seq, reason } of kept) {
      if (!own.some(({ message }) => message.id === seq)) continue;
      outcomes.push({ seq, text: `${formatCount(seq)} stays: ${reason}`, isDone: false });
    }
  }
  return outcomes;
}

/** Takes the chosen letters out of their stream for good. */
export async function drop(
  bridge: NATSBridge,
  stream: string,
  letters: readonly Letter[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { message } of letters) {
    await deleteStored(bridge.connection, stream, message.id);
    outcomes.push({ seq: message.id, text: `${formatCount(message.id)} is gone`, isDone: true });
  }
  return outcomes;
}
