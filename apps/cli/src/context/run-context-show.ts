import { escapeControls, NatsBridgeError, redactUrl } from "@natsbridge/schema/base";
import { parseServers } from "@natsbridge/transport";
import { readBridgeContext } from "../settings/bridge-context.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { readContext, selectedContext } from "../settings/nats-context.ts";
import { shownStore } from "../settings/shown-store.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";

const SECRETS = ["password", "token", "user_jwt", "user_seed"];

/** Shows what a context says, with both its files together. Secrets are only said to be there. */
export async function runContextShow(
  named: string | undefined,
  flags: GlobalFlags,
): Promise<number> {
  const name = named ?? flags.context ?? (await selectedContext());
  if (name === undefined) throw none();
  const [context, additions] = await Promise.all([readContext(name), readBridgeContext(name)]);
  const shown = Object.fromEntries(
    Object.entries({ name, ...context, ...additions }).map(([field, value]) => [
      field,
      shownValue(field, value),
    ]),
  );
  if (flags.json) printJson(shown);
  else {
    for (const [field, value] of Object.entries(shown)) {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      print(`${paint("dim", field.padEnd(21))}  ${escapeControls(text)}`);
    }
  }
  return 0;
}

/** A value that may be shown. */
export function shownValue(field: string, value: unknown): unknown {
  if (SECRETS.includes(field)) return "(set)";
  if (/^data:/i.test(String(value))) return "(embedded)";
  if (field === "url") return parseServers(String(value)).label;
  if (["files", "webdav", "s3"].includes(field)) return shownStore(String(value));
  if (field === "socks_proxy") return redactUrl(String(value));
  return value;
}

function none(): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_config",
    message: "No context is selected. Name one; natsbridge context ls lists them",
  });
}
