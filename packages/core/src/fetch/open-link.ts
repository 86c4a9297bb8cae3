import {
  type Download,
  type FileServer,
  httpDownload,
  type OpenDownload,
  storeOfLink,
} from "@natsbridge/fileserver";
import type { ReceiveSettings } from "../options/receive-settings.ts";

/** Reads a link through the store whose link it is, else by a plain GET. One attempt per call. */
export function openLink(url: string, settings: ReceiveSettings): OpenDownload {
  const { headers_timeout } = settings;
  const store = storeOfLink(settings.fileservers, url);
  const download: FileServer["download"] = store
    ? (link, options) => store.download(link, options)
    : httpDownload;
  return ({ offset, etag }, signal): Promise<Download> =>
    download(url, { offset, etag, signal, headers_timeout });
}
