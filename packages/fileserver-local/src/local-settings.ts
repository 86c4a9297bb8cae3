import {
  assertKnownOptions,
  bytesOption,
  durationOption,
  filledTextOption,
  invalidConfig,
  isGiven,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { isLoopback, type PageAccess } from "./page-access.ts";

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
  /**
   * What pages of other origins may do. Without it every page may read (GET, HEAD) and none may write (POST, DELETE);
   * `true` allows both to all, a list of origins both to those, `false` nothing. The server's own pages may do both.
   */
  readonly cors?: readonly string[] | boolean | undefined;
  /**
   * Names under which the server may be asked (the `Host` header), besides those of this machine. Checked where it
   * listens on a loopback address, and where this is given. Default: none.
   */
  readonly hosts?: readonly string[] | undefined;
  /** Most bytes of all files together; an upload over it is refused with 507. Default: no limit but the disk's. */
  readonly maxTotalBytes?: number | undefined;
}

/** {@link LocalFileServerSettings} with the defaults filled in. */
export interface ResolvedLocalSettings extends PageAccess {
  readonly port: number;
  readonly host: string;
  readonly maxFileBytes: number;
  readonly ttl: number;
  readonly maxTtl: number;
  readonly sweepInterval: number;
  readonly maxTotalBytes: number;
}

const THIRTY_DAYS = 30 * 24 * 3600;

const KNOWN: OptionNames<LocalFileServerSettings> = {
  directory: true,
  port: true,
  host: true,
  maxFileBytes: true,
  ttl: true,
  maxTtl: true,
  sweepInterval: true,
  cors: true,
  hosts: true,
  maxTotalBytes: true,
};

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveLocalSettings(settings: LocalFileServerSettings): ResolvedLocalSettings {
  assertKnownOptions("file server settings", settings, KNOWN);
  filledTextOption("directory", settings.directory, undefined);
  const ttl = wholeNumberOption("ttl", settings.ttl, THIRTY_DAYS, { from: 1, unit: "seconds" });
  const longest = Math.max(ttl, THIRTY_DAYS);
  const host = filledTextOption("host", settings.host, "127.0.0.1");
  const hosts = textsSetting("hosts", settings.hosts, "host names, without port");
  return {
    port: wholeNumberOption("port", settings.port, 0, { to: 65_535 }),
    host,
    maxFileBytes: bytesOption("maxFileBytes", settings.maxFileBytes, 10_000_000_000, { from: 1 }),
    ttl,
    maxTtl: wholeNumberOption("maxTtl", settings.maxTtl, longest, { from: ttl, unit: "seconds" }),
    sweepInterval: durationOption("sweepInterval", settings.sweepInterval, 60_000, { from: 1 }),
    cors: corsSetting(settings.cors),
    hosts: hosts.map((name) => name.toLowerCase()),
    isHostChecked: isGiven(settings.hosts) || isLoopback(host),
    maxTotalBytes: bytesOption("maxTotalBytes", settings.maxTotalBytes, Number.POSITIVE_INFINITY, {
      from: 1,
      infinite: true,
    }),
  };
}

function corsSetting(cors: unknown): ResolvedLocalSettings["cors"] {
  if (!isGiven(cors)) return "read";
  if (typeof cors === "boolean") return cors;
  return textsSetting("cors", cors, "true, false, or origins such as https://app.example.org").map(
    (entry) => {
      const origin = URL.parse(entry)?.origin;
      if (origin === undefined || origin === "null" || entry.replace(/\/$/, "") !== origin)
        throw invalidConfig("cors", "origins such as https://app.example.org", entry);
      return origin;
    },
  );
}

function textsSetting(name: string, value: unknown, expected: string): readonly string[] {
  if (!isGiven(value)) return [];
  const isList = Array.isArray(value) && value.every((each) => typeof each === "string");
  if (!isList) throw invalidConfig(name, `a list of ${expected}`, value);
  return value;
}
