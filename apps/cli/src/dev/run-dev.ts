import { once } from "node:events";
import { connect, type Subscription, subscribe } from "@natsbridge/transport";
import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { printJson } from "../terminal/print.ts";
import { type PassingMessage, passingMessage } from "./passing-message.ts";
import { showPassing } from "./show-passing.ts";
import { type DevAddresses, showWelcome } from "./show-welcome.ts";
import { startBroker } from "./start-broker.ts";
import { startFiles } from "./start-files.ts";

/** Flags of `natsbridge dev`. */
export interface DevFlags extends GlobalFlags {
  readonly data?: string | undefined;
  readonly freePorts?: true | undefined;
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
  await using files = uses.files ? undefined : await startFiles(data, freePorts);
  const settings = await connectOptions(broker ? { nats: broker.url } : flags);
  const connection = await connect({
    servers: settings.servers,
    ...(!broker && { connection_options: settings.connection_options }),
    signal,
  });
  try {
    const subscription = subscribe(connection, ">");
    await subscription.ready;
    const addresses: DevAddresses = {
      nats: settings.label,
      ...(broker && { websocket: broker.websocketUrl, monitoring: broker.monitoringUrl }),
      files: files?.url ?? flags.files ?? flags.s3 ?? flags.webdav ?? "",
      ...(data !== undefined && { data }),
    };
    if (json) printJson({ event: "ready", ...addresses });
    else showWelcome(addresses);
    const watching = showTraffic(subscription, json === true);
    if (!signal.aborted) await once(signal, "abort");
    subscription.unsubscribe();
    await watching;
  } finally {
    await connection.close();
  }
  return 0;
}

async function showTraffic(subscription: Subscription, json: boolean): Promise<void> {
  for await (const { subject, data } of subscription) {
    const message = passingMessage(subject, data);
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
