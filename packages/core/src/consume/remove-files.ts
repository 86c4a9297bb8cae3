import type { FileServer } from "@natsbridge/fileserver";
import { linkOrigin } from "@natsbridge/fileserver";
import { defaultFileServer } from "../options/default-file-server.ts";
import { fileserverUrl } from "../options/locations.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { storeOf } from "../receive/open-link.ts";
import { parseMessage } from "../receive/parse-message.ts";
import type { ReceivableMessage } from "../receive/receivable-message.ts";
import type { PayloadInfo, ReceivedEnvelope } from "../receive/received.ts";

/** A link that the sender allows to be removed. */
export interface RemovableLink {
  readonly url: string;
}

/** The links of a message that its sender allows to be removed after the ack. */
export function removableLinks(
  message: ReceivableMessage,
  { payload_info }: ReceivedEnvelope,
): RemovableLink[] {
  const isRemovable = ({ transport, metadata }: PayloadInfo) =>
    transport === "link" && metadata.remove_after === "ack";
  if (!payload_info.some(isRemovable)) return [];
  const { payloads } = parseMessage(message, { unsafe_integers: "number" });
  return payloads.flatMap(({ data }, index) => {
    const info = payload_info[index];
    return info !== undefined && isRemovable(info) ? [{ url: String(data) }] : [];
  });
}

/** Removes files after the confirmed ack; gives the faults, which change nothing for the message. */
export async function removeFiles(
  links: readonly RemovableLink[],
  options: SmartReceiveOptions,
): Promise<unknown[]> {
  const results = await Promise.allSettled(links.map((link) => removeFile(link, options)));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

async function removeFile(link: RemovableLink, options: SmartReceiveOptions): Promise<void> {
  const store = storeOf(link.url, options.fileservers ?? []) ?? (await plikOf(link.url, options));
  await store?.remove?.(link);
}

/** A removable Plik link carries the right to remove it. */
async function plikOf(url: string, options: SmartReceiveOptions): Promise<FileServer | undefined> {
  const own = fileserverUrl(options.fileserver_url);
  const isOwn = linkOrigin(own, "fileserver_url") === linkOrigin(url, "link");
  return isOwn ? defaultFileServer(own, undefined) : undefined;
}
