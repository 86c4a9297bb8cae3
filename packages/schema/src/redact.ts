const USER_INFO = /(^|[\s,])([a-z][a-z0-9+.-]*:\/\/)?[^/?#,\s]*@/gi;

/** As URL parsers read it: any number of slashes of either kind, and commas in a password. */
const LINK_USER_INFO = /^(\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]+)?[^/\\]*@/i;

/**
 * Removes user, password and token from a broker URL or a comma-separated list of them.
 * Text that is no URL keeps its form, so `localhost:4222` stays as it is.
 */
export function stripCredentials(servers: string): string {
  return servers.replace(
    USER_INFO,
    (_match, before: string, scheme: string | undefined) => before + (scheme ?? ""),
  );
}

/** A URL fit for logs and errors: without user, password, query and fragment (signed links carry secrets there). */
export function redactUrl(url: string): string {
  const end = url.search(/[?#]/);
  const shown = end === -1 ? url : `${url.slice(0, end)}?…`;
  return shown.replace(LINK_USER_INFO, "$1");
}
