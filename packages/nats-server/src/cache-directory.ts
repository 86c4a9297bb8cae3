import { homedir } from "node:os";
import { join } from "node:path";

/** The folder of this user for files that can be fetched again. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "natsbridge");
  if (process.platform === "win32" && env.LOCALAPPDATA) {
    return join(env.LOCALAPPDATA, "natsbridge", "cache");
  }
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "natsbridge");
  return join(homedir(), ".cache", "natsbridge");
}
