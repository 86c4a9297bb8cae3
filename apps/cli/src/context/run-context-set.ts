import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type BridgeContext,
  bridgeContextPath,
  readBridgeContext,
} from "../settings/bridge-context.ts";
import { readContext } from "../settings/nats-context.ts";
import { print, printJson } from "../terminal/print.ts";
import { shownValue } from "./run-context-show.ts";

/** What to keep for a context. */
export interface ContextSetFlags {
  readonly files?: string | undefined;
  readonly s3?: string | undefined;
  readonly webdav?: string | undefined;
  readonly allowOrigin?: readonly string[] | undefined;
  readonly sizeThreshold?: number | undefined;
  readonly clear?: true | undefined;
  readonly json?: boolean | undefined;
}

/** Keeps settings for a context, in a file that only its owner reads. */
export async function runContextSet(name: string, flags: ContextSetFlags): Promise<number> {
  await readContext(name);
  const before = flags.clear ? {} : await readBridgeContext(name);
  const kept: BridgeContext = { ...withoutStore(before, flags), ...given(flags) };
  const path = bridgeContextPath(name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomUUID()}.part`;
  await writeFile(unfinished, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
  if (flags.json) {
    const shown = Object.entries(kept).map(([field, value]) => [field, shownValue(field, value)]);
    printJson({ path, ...Object.fromEntries(shown) });
  } else print(`kept in ${path}`);
  return 0;
}

/** A context has one store: naming another replaces it. */
function withoutStore(
  before: BridgeContext,
  { files, s3, webdav }: ContextSetFlags,
): BridgeContext {
  if ([files, s3, webdav].every((store) => store === undefined)) return before;
  const { files: _files, s3: _s3, webdav: _webdav, ...rest } = before;
  return rest;
}

function given({ files, s3, webdav, allowOrigin, sizeThreshold }: ContextSetFlags): BridgeContext {
  return {
    ...(files !== undefined && { files }),
    ...(s3 !== undefined && { s3 }),
    ...(webdav !== undefined && { webdav }),
    ...(allowOrigin !== undefined && { allowed_link_origins: allowOrigin }),
    ...(sizeThreshold !== undefined && { size_threshold: sizeThreshold }),
  };
}
