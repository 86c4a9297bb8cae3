/** Characters that a server may decode before it looks at the path, however often they were encoded. */
const HIDDEN = /%(?:25)*(2e|2f|5c)/gi;

/** Slashes that some servers merge, and parameters that some cut off, before they follow `..`. */
const MERGED = /\/{2,}/g;
const PARAMETERS = /(^|\/)(\.{1,2});[^/]*/g;

/**
 * The path of a link below a base address, as links are compared: after `new URL`, with every encoded dot and slash
 * (`%2e`, `%2f`, `%5c`) decoded and `..` followed, in the way that leads furthest up. The origin is compared exactly. Undefined for a link elsewhere, with a
 * user, or that is no URL; the query is not looked at.
 */
export function pathBelow(link: string, base: string): string | undefined {
  const [url, folder] = [URL.parse(link), URL.parse(base)];
  if (url === null || folder === null || url.origin !== folder.origin) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  const [path, prefix] = [decodedPath(url), plainPath(decodedPath(folder)).replace(/\/?$/, "/")];
  const merged = path.replaceAll("\\", "/").replace(MERGED, "/").replace(PARAMETERS, "$1$2");
  if (!plainPath(merged).startsWith(prefix.replace(MERGED, "/"))) return undefined;
  const plain = plainPath(path);
  return plain.startsWith(prefix) ? plain.slice(prefix.length) : undefined;
}

function decodedPath({ pathname }: URL): string {
  return pathname.replace(HIDDEN, (_match, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** A path with its dots followed. */
function plainPath(path: string): string {
  return new URL(`http://host${path}`).pathname;
}
