import { formatLogLine } from "@natsbridge/schema/base";
import { type NatsConnection, streamMaxAge } from "@natsbridge/transport";
import type { PlacedLink } from "./place.ts";
import type { PublishContext } from "./publish-context.ts";

/**
 * Warns of links that will be gone while their message is still in its stream. Asks the server, so it is done only
 * where there are such links and somebody listens to warnings.
 */
export async function warnOfExpiry(
  links: ReadonlyMap<number, PlacedLink>,
  stream: string,
  connection: NatsConnection,
  { header, settings }: PublishContext,
): Promise<void> {
  const { logger } = settings;
  const expiries = [...links.values()].flatMap(({ file }) => file.expires_at ?? []);
  if (logger === undefined || expiries.length === 0) return;
  const max_age = await streamMaxAge(connection, stream, settings.jetstream);
  const lifetime = Math.min(...expiries.map((expiry) => Date.parse(expiry))) - Date.now();
  if (max_age === undefined || lifetime >= max_age) return;
  const { correlation_id } = header;
  const kept = Number.isFinite(max_age) ? `${seconds(max_age)} s` : "for ever";
  const text = `A link of this message expires in ${seconds(lifetime)} s, but stream ${stream} keeps the message ${kept}: give uploads a longer time to live, or the stream a max_age`;
  logger.warn(formatLogLine(correlation_id, text), { correlation_id, stream });
}

function seconds(milliseconds: number): string {
  return Math.round(milliseconds / 1000).toLocaleString("en-US");
}
