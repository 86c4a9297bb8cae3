import { NatsBridgeError } from "@natsbridge/schema";

/** Settings of {@link createLocalFileServer}; every one has a default. */
export interface LocalFileServerSettings {
  /** Where the files are kept. Default: a new temporary directory, removed by `close`. */
  readonly directory?: string | undefined;
  /** Port to listen on; 0 for a free one. Default: 0. */
  readonly port?: number | undefined;
  /** Address to listen on. Default: `127.0.0.1`, which only this machine reaches. */
  readonly host?: string | undefined;
  /** Largest file in bytes. Default: 10 GB, as Plik's. */
  readonly maxFileBytes?: number | undefined;
  /** Time to live in seconds of uploads that ask for none. Default: 30 days. */
  readonly ttl?: number | undefined;
  /** Longest time to live in seconds that an upload may ask for. Default: 30 days, or `ttl` if that is longer. */
  readonly maxTtl?: number | undefined;
  /** Time between two looks for expired files, in ms. Default: 60,000. They cannot be read once they have expired. */
  readonly sweepInterval?: number | undefined;
  /** Whether pages of other origins may use the server (CORS). Default: true. */
  readonly cors?: boolean | undefined;
}

/** {@link LocalFileServerSettings} with the defaults filled in. */
export interface ResolvedLocalSettings {
  readonly port: number;
  readonly host: string;
  readonly maxFileBytes: number;
  readonly ttl: number;
  readonly maxTtl: number;
  readonly sweepInterval: number;
  readonly cors: boolean;
}

const THIRTY_DAYS = 30 * 24 * 3600;

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveLocalSettings(settings: LocalFileServerSettings): ResolvedLocalSettings {
  const { port = 0, host = "127.0.0.1", maxFileBytes = 10_000_000_000 } = settings;
  const { ttl = THIRTY_DAYS, sweepInterval = 60_000, cors = true } = settings;
  const { maxTtl = Math.max(ttl, THIRTY_DAYS) } = settings;
  assertWhole("port", port, 0, 65_535);
  assertWhole("maxFileBytes", maxFileBytes, 1);
  assertWhole("ttl", ttl, 1);
  assertWhole("maxTtl", maxTtl, ttl);
  assertWhole("sweepInterval", sweepInterval, 1, 2 ** 31 - 1);
  return { port, host, maxFileBytes, ttl, maxTtl, sweepInterval, cors };
}

function assertWhole(
  name: string,
  value: number,
  from: number,
  to = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `${name} must be a whole number from ${from} to ${to}, got ${String(value)}`,
  });
}
