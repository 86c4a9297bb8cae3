import type { FileServer } from "@natsbridge/fileserver";
import { linkOrigin } from "@natsbridge/fileserver";
import { defaultFileServer } from "../default-file-server.ts";
import { fileserverUrl } from "../locations.ts";
import { storeOf } from "../receive/open-link.ts";
import type { SmartReceiveOptions } from "../receive/receive-options.ts";

/** A link that the sender allows to be removed. */
export interface RemovableLink {
  readonly url: string;
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
  const store = storeOf(link.url, options.fileservers ?? []) ?? plikOf(link.url, options);
  await store?.remove?.(link);
}

/** A removable Plik link carries the right to remove it. */
function plikOf(url: string, options: SmartReceiveOptions): FileServer | undefined {
  const own = fileserverUrl(options.fileserver_url);
  const isOwn = linkOrigin(own, "fileserver_url") === linkOrigin(url, "link");
  return isOwn ? defaultFileServer(own, undefined) : undefined;
}
