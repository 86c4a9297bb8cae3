import { randomId } from "@natsbridge/schema/base";
import { pathBelow } from "./path-below.ts";
import { safeFileName } from "./safe-file-name.ts";

const STORED_NAME = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-[^/]+$/;

/** The name under which a store puts a file: a UUID that nobody can guess, and the given name, for people. */
export function newStoredName(name: string): string {
  return `${randomId()}-${safeFileName(name)}`;
}

/**
 * The path, as it stands in the link, of a file that was stored under a name of {@link newStoredName} directly below
 * `base`, behind `prefix` (which may hold slashes). Undefined for every other link: the folder may hold
 * files of others.
 */
export function storedNameOf(link: string, base: string, prefix = ""): string | undefined {
  const path = pathBelow(link, base);
  if (path === undefined || !path.startsWith(prefix)) return undefined;
  return STORED_NAME.test(path.slice(prefix.length)) ? path : undefined;
}
