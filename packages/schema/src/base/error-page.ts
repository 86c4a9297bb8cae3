import { DOCUMENTATION_URL } from "#documentation-url";
import { errorText } from "./text/error-text.ts";

/**
 * The message of an error with, at its end, the address of the page about its code:
 * ` (see https://docs.example/errors/link_gone)`. That of an error it quotes is left out. Where `site` is empty it has none.
 */
export function withErrorPage(
  message: string,
  code: string,
  site: string = DOCUMENTATION_URL,
): string {
  if (site === "") return errorText(message);
  const opening = ` (see ${site}/errors/`;
  const own = message
    .split(opening)
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf(")") + 1)))
    .join("");
  return errorText(own, `${opening}${code})`);
}
