import {
  type Download,
  type FileServer,
  httpDownload,
  linkOrigin,
  type OpenDownload,
} from "@natsbridge/fileserver";
import type { ReceiveSettings } from "../options/receive-settings.ts";

/** Reads a link through the store whose link it is, else with a plain GET. One attempt per call. */
export function openLink(url: string, settings: ReceiveSettings): OpenDownload {
  const { headers_timeout } = settings;
  const store = storeOf(url, settings.fileservers);
  const download: FileServer["download"] = store
    ? (link, options) => store.download(link, options)
    : httpDownload;
  return ({ offset, etag }, signal): Promise<Download> =>
    download(url, { offset, etag, signal, headers_timeout });
}

/** The store of an origin; a store that names no origins gets what no other claims. */
export function storeOf(url: string, fileservers: readonly FileServer[]): FileServer | undefined {
  const origin = linkOrigin(url, "link");
  const owner = fileservers.find(({ origins }) =>
    origins?.some((each) => linkOrigin(each, "fileservers") === origin),
  );
  return owner ?? fileservers.find(({ origins }) => origins === undefined);
}
