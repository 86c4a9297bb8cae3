/** The status and text of an error. */
export interface RedirectFault {
  readonly status: number;
  readonly text: string;
}

/**
 * Plik answers a failed GET with a redirect to its web page, and says the real status in the address:
 * `/#/?err=upload … not found&errcode=404&uri=…`. Undefined for any other redirect.
 */
export function readRedirectFault(location: string | null): RedirectFault | undefined {
  const match = location === null ? null : /[?&]err=(.*)&errcode=(\d{3})(?:&|$)/.exec(location);
  if (match?.[1] === undefined) return undefined;
  const status = Number(match[2]);
  return status >= 400 ? { status, text: match[1] } : undefined;
}
