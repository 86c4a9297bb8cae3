import { invalidConfig } from "@natsbridge/schema/base";
import {
  askJetStream,
  type ConsumedMessage,
  type JetStreamPlace,
  type NatsConnection,
  placeOf,
  subjectMatches,
} from "@natsbridge/transport";
import type { ConsumeSettings } from "./consume-settings.ts";

/** Header that counts how often a message has become a dead letter. Whoever publishes may write what they like. */
export const HOPS_HEADER = "NATSBridge-Hops";

/** A dead letter that became one so often is published no further. */
const MOST_HOPS = 3;

interface FilterConfig {
  readonly filter_subject?: string;
  readonly filter_subjects?: readonly string[];
}

/**
 * Refuses a `dead_letter_subject` whose messages this very consumption would be given again. Where the server does not
 * tell what the stream stores, the check is left out.
 *
 * @throws NatsBridgeError `invalid_config`.
 */
export async function assertNoLoop(
  connection: NatsConnection,
  settings: ConsumeSettings,
): Promise<void> {
  const { stream, consumer, filter_subjects, dead_letter_subject } = settings;
  if (dead_letter_subject === undefined) return;
  const covers = (pattern: string) => subjectMatches(pattern, dead_letter_subject);
  const config = await configOf<{ readonly subjects?: readonly string[] }>(
    connection,
    `STREAM.INFO.${stream}`,
    settings,
  );
  if (config?.subjects?.some(covers) !== true) return;
  const durable =
    consumer !== undefined
      ? await configOf<FilterConfig>(connection, `CONSUMER.INFO.${stream}.${consumer}`, settings)
      : undefined;
  const { filter_subject, filter_subjects: several } = durable ?? {};
  const own = several ?? (filter_subject === undefined ? [] : [filter_subject]);
  const filters = durable === undefined ? (filter_subjects ?? []) : own;
  if (filters.length > 0 && !filters.some(covers)) return;
  throw invalidConfig(
    "dead_letter_subject",
    `a subject that this consumption is not given itself: stream "${stream}" stores it and the filter lets it pass. Use a subject outside of the stream, or filter_subjects`,
    dead_letter_subject,
  );
}

/** What the server says of a stream or a consumer; undefined where it does not. */
async function configOf<Config>(
  connection: NatsConnection,
  question: string,
  place: JetStreamPlace,
): Promise<Config | undefined> {
  try {
    type Answer = { readonly config: Config };
    return (await askJetStream<Answer>(connection, question, undefined, placeOf(place))).config;
  } catch {
    // What is wrong with the stream itself is told by the consumption.
    return undefined;
  }
}

/** How often a message would have become a dead letter with the next time. */
export function nextHops({ headers }: Pick<ConsumedMessage, "headers">): number {
  const text = headers?.get(HOPS_HEADER) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) + 1 : 1;
}

/** Why a message becomes no dead letter, where it would go round; undefined where it may. */
export function loopReason(message: ConsumedMessage, subject: string): string | undefined {
  if (message.subject === subject) return `it lies on ${subject} already`;
  if (nextHops(message) <= MOST_HOPS) return undefined;
  return `it has become a dead letter ${MOST_HOPS} times (${HOPS_HEADER})`;
}
