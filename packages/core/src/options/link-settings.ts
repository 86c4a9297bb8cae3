import {
  createLinkPolicy,
  type FileServer,
  isPlikLink,
  type LinkOwner,
  type LinkPolicy,
  linkOrigin,
  parseLinkEntries,
} from "@natsbridge/fileserver";
import { DEFAULT_FILESERVER_URL } from "@natsbridge/schema";
import { environmentVariable, isGiven } from "@natsbridge/schema/base";
import { givenFileserverUrl } from "./locations.ts";
import type { SmartReceiveOptions } from "./receive-options.ts";

const VARIABLE = "NATSBRIDGE_ALLOWED_LINK_ORIGINS";

/** Whose links are read. */
export interface LinkSettings {
  readonly policy: LinkPolicy;
  /** Address of the Plik server whose links are read by a plain GET; undefined where there is none. */
  readonly plik_url: string | undefined;
}

/** @throws NatsBridgeError `invalid_config`, which names the option or variable. */
export function linkSettings(
  options: Pick<SmartReceiveOptions, "allowed_link_origins" | "fileserver_url">,
  fileservers: readonly FileServer[],
  max_bytes: number,
): LinkSettings {
  const allowed_origins = allowedOrigins(options.allowed_link_origins);
  const isElsewhere = fileservers.length > 0 || allowed_origins.length > 0;
  const plik_url =
    givenFileserverUrl(options.fileserver_url) ??
    (isElsewhere ? undefined : DEFAULT_FILESERVER_URL);
  let policy: LinkPolicy | undefined;
  return {
    plik_url,
    // Most messages have no link; what could be wrong with the options was checked.
    get policy() {
      const stores = [...fileservers, ...(plik_url === undefined ? [] : [plikOwner(plik_url)])];
      policy ??= createLinkPolicy({ allowed_origins, stores, max_bytes });
      return policy;
    },
  };
}

function plikOwner(url: string): LinkOwner {
  return {
    name: "fileserver_url",
    origins: [linkOrigin(url, "fileserver_url")],
    owns: (link) => isPlikLink(link, url),
  };
}

function allowedOrigins(option: SmartReceiveOptions["allowed_link_origins"]) {
  if (isGiven(option)) return parseLinkEntries("allowed_link_origins", option);
  const variable = environmentVariable(VARIABLE)?.trim();
  if (variable === undefined) return [];
  const value = variable === "any" ? variable : variable.split(",").map((entry) => entry.trim());
  return parseLinkEntries(`Environment variable ${VARIABLE}`, value);
}
