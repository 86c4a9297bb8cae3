import type { FileServer } from "./file-server.ts";

/** What tells whose link it is. */
export type LinkOwner = Pick<FileServer, "name" | "origins" | "owns">;

/**
 * Whether a link is one of a store's own, by its shape where the store knows it, else by its origin. Only such a link
 * is read with the store's credentials, or removed. A store that names neither owns none.
 */
export function ownsLink(store: LinkOwner, link: string): boolean {
  const url = URL.parse(link);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  if (url.username !== "" || url.password !== "") return false;
  if (store.owns !== undefined) {
    try {
      return store.owns(link) === true;
    } catch {
      // What a store of the caller's own cannot check is not its own.
      return false;
    }
  }
  const { origins } = store;
  // Stores of the caller's own give what they like.
  if (!Array.isArray(origins)) return false;
  return origins.some((origin) => URL.parse(origin)?.origin === url.origin);
}

/** The store that a link is read through: its owner, else one that names neither shape nor origins. */
export function storeOfLink<Store extends LinkOwner>(
  stores: readonly Store[],
  link: string,
): Store | undefined {
  return (
    stores.find((store) => ownsLink(store, link)) ??
    stores.find(({ origins, owns }) => origins === undefined && owns === undefined)
  );
}
