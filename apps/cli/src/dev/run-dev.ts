import { once } from "node:events";
import { connect, type NatsMessage, type Subscription, subscribe } from "@natsbridge/transport";
import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { shownStore } from "../settings/shown-store.ts";
import { printJson } from "../terminal/print.ts";
import { answerForNobody } from "./answer-for-nobody.ts";
import { type PassingMessage, passingMessage } from "./passing-message.ts";
import { showPassing } from "./show-passing.ts";
import { type DevAddresses, showWelcome } from "./show-welcome.ts";
import { startBroker } from "./start-broker.ts";
import { startFiles } from "./start-files.ts";
import { pageFolder, startPage } from "./start-page.ts";

/** Flags of `natsbridge dev`. */
export interface DevFlags extends GlobalFlags {
  readonly data?: string | undefined;
  readonly freePorts?: true | undefined;
  /** Origins of pages that may use the file server, besides the page that is served. */
  readonly cors?: readonly string[] | undefined;
  /** Folder of a page to serve. Default: the inspector, where it is built. */
  readonly page?: string | undefined;
  /** Subject whose traffic is shown. Default: all, of a broker of our own. */
  readonly watch?: string | undefined;
}

/** Runs until it is interrupted, which is its proper end. `uses` says what exists already. */
export async function runDev(
  flags: DevFlags,
  uses: { readonly nats: boolean; readonly files: boolean },
  signal: AbortSignal,
): Promise<number> {
  const freePorts = flags.freePorts === true;
  const { data, json } = flags;
  await using broker = uses.nats ? undefined : await startBroker({ data, freePorts, signal });
  const folder = flags.page ?? pageFolder();
  await using page = folder === undefined ? undefined : await startPage(folder, freePorts);
  const origins = [...(page?.origins ?? []), ...(flags.cors ?? [])];
  await using files = uses.files ? undefined : await startFiles(data, freePorts, origins);
  const filesUrl = files?.url ?? shownStore(flags.files ?? flags.s3 ?? flags.webdav ?? "");
  page?.tell({ websocket: broker?.websocketUrl, files: filesUrl });
  const settings = await connectOptions(broker ? { nats: broker.url } : flags);
  const connection = await connect({
    servers: settings.servers,
    ...(!broker && { connection_options: settings.connection_options }),
    signal,
  });
  try {
    const addresses: DevAddresses = {
      nats: settings.label,
      ...(broker && { websocket: broker.websocketUrl, monitoring: broker.monitoringUrl }),
      files: filesUrl,
      ...(page && { page: page.url }),
      ...(data !== undefined && { data }),
    };
    // Watching changes a broker: what is not ours is watched where that is asked for.
    const watched = flags.watch ?? (broker && ">");
    const subscription = watched === undefined ? undefined : subscribe(connection, watched);
    await subscription?.ready;
    if (json) printJson({ event: "ready", ...addresses });
    else showWelcome(addresses);
    const answer = (message: NatsMessage) =>
      broker && void answerForNobody(connection, broker.monitoringUrl, message);
    const watching = subscription && showTraffic(subscription, json === true, answer);
    if (!signal.aborted) await once(signal, "abort");
    subscription?.unsubscribe();
    await watching;
  } finally {
    await connection.close();
  }
  return 0;
}

async function showTraffic(
  subscription: Subscription,
  json: boolean,
  answer: (message: NatsMessage) => void,
): Promise<void> {
  for await (const passing of subscription) {
    answer(passing);
    const message = passingMessage(passing.subject, passing.data);
    if (isServersOwn(message)) continue;
    const at = new Date();
    if (json) printJson({ event: "message", time: at.toISOString(), ...message });
    else showPassing(message, at);
  }
}

/** Questions to the server and to JetStream, and their answers. */
function isServersOwn({ subject, fault }: PassingMessage): boolean {
  return subject.startsWith("$") || (subject.startsWith("_INBOX.") && fault !== undefined);
}
