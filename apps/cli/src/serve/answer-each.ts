import type { LazyEnvelope, NATSBridge } from "natsbridge";
import { sayListening } from "../message/say-listening.ts";

/** What one message came to. */
export interface Answered {
  /** Says that it was answered, or why not. */
  readonly told: string;
  readonly ok: boolean;
}

/** How messages are answered. */
export interface AnswerOptions {
  readonly queue?: string | undefined;
  readonly count?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Answers the messages of a subject, one after the other, until there were enough or it is interrupted. */
export async function answerEach(
  bridge: NATSBridge,
  subject: string,
  options: AnswerOptions,
  signal: AbortSignal,
  answer: (env: LazyEnvelope) => Promise<Answered>,
  tell: (env: LazyEnvelope, answered: Answered) => void,
): Promise<number> {
  const messages = bridge.subscribe(subject, { lazy: true, queue: options.queue, signal });
  await messages.ready;
  sayListening(subject, options.json === true);
  let count = 0;
  let faults = 0;
  for await (const env of messages) {
    const answered = await answer(env);
    tell(env, answered);
    if (!answered.ok) faults += 1;
    count += 1;
    if (count === options.count) break;
  }
  return signal.aborted || faults === 0 ? 0 : 1;
}
