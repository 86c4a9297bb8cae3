/** Where the page or worker came from; undefined where there is no such thing, as in Node and on the edge. */
export function pageLocation(): { readonly protocol: string; readonly origin: string } | undefined {
  return typeof location === "undefined" ? undefined : location;
}
