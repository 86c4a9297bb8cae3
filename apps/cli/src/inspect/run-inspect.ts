import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { storeOptions } from "../settings/store-options.ts";
import { printJson } from "../terminal/print.ts";
import { allowedLinks } from "./allowed-links.ts";
import { inspectMessage } from "./inspect-message.ts";
import { readBody } from "./read-body.ts";
import { showInspection } from "./show-inspection.ts";

/** Says what a message is; exit code 1 where it, or one of its payloads, cannot be read. */
export async function runInspect(
  source: string,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<number> {
  const { additions } = await connectOptions(flags);
  const isAllowed = allowedLinks(await storeOptions(flags, additions));
  const { where, subject, data } = await readBody(source, flags, signal);
  const inspection = await inspectMessage(data, isAllowed, signal);
  if (flags.json) printJson({ where, ...(subject !== undefined && { subject }), ...inspection });
  else showInspection(where, inspection);
  const isSound = inspection.fault === undefined && inspection.payloads.every(({ ok }) => ok);
  return isSound ? 0 : 1;
}
