import { isPlikLink, ownsLink } from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink } from "@natsbridge/schema/base";
import { defaultFileServer } from "../options/default-file-server.ts";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import { parseMessage } from "../receive/parse-message.ts";
import type { PayloadInfo } from "../receive/payload-info.ts";
import type { ReceivableMessage } from "../receive/receivable-message.ts";
import type { ReceivedEnvelope } from "../receive/received.ts";

/** A link that the sender allows to be removed. */
export interface RemovableLink {
  readonly url: string;
}

function isRemovable({ transport, metadata }: PayloadInfo): boolean {
  return transport === "link" && metadata.remove_after === "ack";
}

/** Whether the sender of a message allows any of its links to be removed after the ack. */
export function hasRemovableLinks({ payload_info }: ReceivedEnvelope): boolean {
  return payload_info.some(isRemovable);
}

/** The links of a message that its sender allows to be removed after the ack. */
export async function removableLinks(
  message: ReceivableMessage,
  { payload_info }: ReceivedEnvelope,
): Promise<RemovableLink[]> {
  const { payloads } = await parseMessage(message, { unsafe_integers: "number" });
  return payloads.flatMap(({ data }, index) => {
    const info = payload_info[index];
    return info !== undefined && isRemovable(info) ? [{ url: String(data) }] : [];
  });
}

/** Removes files after the confirmed ack; gives the faults, which change nothing for the message. */
export async function removeFiles(
  links: readonly RemovableLink[],
  settings: ReceiveSettings,
): Promise<unknown[]> {
  const results = await Promise.allSettled(links.map((link) => removeFile(link, settings)));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
}

/** Only what a store knows as its own is removed: the message would else choose what its reader deletes. */
async function removeFile(
  { url }: RemovableLink,
  { fileservers, links }: ReceiveSettings,
): Promise<void> {
  const owner = fileservers.find((store) => ownsLink(store, url));
  if (owner !== undefined) return owner.remove?.({ url });
  // A removable Plik link carries the right to remove it.
  const { plik_url } = links();
  if (plik_url !== undefined && isPlikLink(url, plik_url)) {
    const plik = await defaultFileServer(plik_url, undefined);
    return plik?.remove?.({ url });
  }
  throw new NatsBridgeError({
    code: "link_forbidden",
    message: `${redactLink(url)} is no link of a store in fileservers, nor of fileserver_url, and stays`,
  });
}
