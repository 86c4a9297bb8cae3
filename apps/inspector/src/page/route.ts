import { useSyncExternalStore } from "react";

/** The places of the page. */
export const PLACES = ["live", "streams", "letters", "compose"] as const;
export type Place = (typeof PLACES)[number];

/** Where the page is: a place and what is open in it, such as a stream and a sequence. */
export interface Route {
  readonly place: Place;
  readonly path: readonly string[];
}

/** Reads the part of an address behind `#`; what is no place is the first. */
export function parseRoute(hash: string): Route {
  const [name = "", ...path] = hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decode);
  const place = PLACES.find((each) => each === name);
  return place === undefined ? { place: PLACES[0], path: [] } : { place, path };
}

/** The link to a place of the page. */
export function hrefOf(place: Place, ...path: readonly (string | number)[]): string {
  return `#/${[place, ...path].map((each) => encodeURIComponent(each)).join("/")}`;
}

/** The route of the page, which follows its address. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(listen, () => location.hash));
}

function listen(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
