import {
  createLinkPolicy,
  type FileServer,
  isPlikLink,
  type LinkOwner,
  type LinkPolicy,
  linkOrigin,
  parseLinkEntries,
} from "@natsbridge/fileserver";
import { DEFAULT_FILESERVER_URL, environmentVariable, isGiven } from "@natsbridge/schema/base";
import { givenFileserverUrl } from "./locations.ts";
import type { SmartReceiveOptions } from "./receive-options.ts";

const VARIABLE = "NATSBRIDGE_ALLOWED_LINK_ORIGINS";

/** Whose links are read. */
export interface LinkSettings {
  readonly policy: LinkPolicy;
  /** Address of the Plik server whose links are read by a plain GET; undefined where there is none. */
  readonly plik_url: string | undefined;
}

/** @throws NatsBridgeError `invalid_config`, which names the option; a variable where it is asked for what it gives. */
export function linkSettings(
  options: Pick<SmartReceiveOptions, "allowed_link_origins" | "fileserver_url">,
  fileservers: readonly FileServer[],
  max_bytes: number,
): () => LinkSettings {
  const { allowed_link_origins, fileserver_url } = options;
  const given = isGiven(allowed_link_origins)
    ? parseLinkEntries("allowed_link_origins", allowed_link_origins)
    : undefined;
  if (isGiven(fileserver_url)) givenFileserverUrl(fileserver_url);
  let made: LinkSettings | undefined;
  // Most messages have no link.
  return () => {
    made ??= makeLinkSettings(given ?? variableOrigins(), fileserver_url, fileservers, max_bytes);
    return made;
  };
}

function makeLinkSettings(
  allowed_origins: ReturnType<typeof parseLinkEntries>,
  fileserver_url: SmartReceiveOptions["fileserver_url"],
  fileservers: readonly FileServer[],
  max_bytes: number,
): LinkSettings {
  const isElsewhere = fileservers.length > 0 || allowed_origins.length > 0;
  const plik_url =
    givenFileserverUrl(fileserver_url) ?? (isElsewhere ? undefined : DEFAULT_FILESERVER_URL);
  const stores = [...fileservers, ...(plik_url === undefined ? [] : [plikOwner(plik_url)])];
  return { plik_url, policy: createLinkPolicy({ allowed_origins, stores, max_bytes }) };
}

function plikOwner(url: string): LinkOwner {
  return {
    name: "fileserver_url",
    origins: [linkOrigin(url, "fileserver_url")],
    owns: (link) => isPlikLink(link, url),
  };
}

function variableOrigins() {
  const variable = environmentVariable(VARIABLE)?.trim();
  if (variable === undefined) return [];
  const value = variable === "any" ? variable : variable.split(",").map((entry) => entry.trim());
  return parseLinkEntries(`Environment variable ${VARIABLE}`, value);
}
