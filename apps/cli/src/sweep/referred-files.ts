import { parseEnvelope } from "@natsbridge/schema";
import { type JetStreamPlace, type NatsConnection, storedMessages } from "@natsbridge/transport";

/** Tells whether a file is one that a message stored in these streams leads to. */
export async function referredFiles(
  connection: NatsConnection,
  streams: readonly string[],
  place: JetStreamPlace,
): Promise<(fileid: string) => boolean> {
  const paths: string[] = [];
  for (const stream of streams) {
    for await (const { data } of storedMessages(connection, stream, ">", place))
      paths.push(...linksOf(data));
  }
  return (fileid) => paths.some((path) => path.endsWith(`/${fileid}`));
}

function linksOf(data: Uint8Array): string[] {
  try {
    const { payloads } = parseEnvelope(JSON.parse(new TextDecoder().decode(data)));
    return payloads.flatMap(({ transport, data: url }) => {
      if (transport !== "link" || typeof url !== "string" || !URL.canParse(url)) return [];
      return [decodeURIComponent(new URL(url).pathname)];
    });
  } catch {
    return [];
  }
}
