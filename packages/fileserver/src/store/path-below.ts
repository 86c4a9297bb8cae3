/** Characters that a server may decode before it looks at the path, however often they were encoded. */
const HIDDEN = /%(?:25)*(2e|2f|5c)/gi;

/**
 * The path of a link below a base address, as links are compared: after `new URL`, with every encoded dot and slash
 * (`%2e`, `%2f`, `%5c`) decoded and `..` followed. The origin is compared exactly. Undefined for a link elsewhere, with a
 * user, or that is no URL; the query is not looked at.
 */
export function pathBelow(link: string, base: string): string | undefined {
  const [url, folder] = [URL.parse(link), URL.parse(base)];
  if (url === null || folder === null || url.origin !== folder.origin) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const [path, prefix] = [plainPath(url), plainPath(folder).replace(/\/?$/, "/")];
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function plainPath({ pathname }: URL): string {
  const decoded = pathname.replace(HIDDEN, (_match, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return new URL(`http://host${decoded}`).pathname;
}
