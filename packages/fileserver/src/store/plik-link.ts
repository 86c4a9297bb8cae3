import { pathBelow } from "./path-below.ts";

/** `/file/{uploadid}/{fileid}/{name}`, the one path that Plik hands out to be read. */
const FILE = /^file\/[\w-]+\/[\w-]+\/[^/]+$/;

/** Whether a link has the shape of those of the Plik server at `base`, and no query. */
export function isPlikLink(link: string, base: string): boolean {
  return FILE.test(pathBelow(link, base) ?? "") && URL.parse(link)?.search === "";
}
