import {
  HTTP_OPTIONS,
  type HttpOptions,
  type HttpSettings,
  httpOptions,
} from "@natsbridge/fileserver";
import {
  assertKnownOptions,
  baseUrl,
  booleanOption,
  durationOption,
  filledTextOption,
  invalidConfig,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";

/** Settings of {@link createPlikFileServer}. */
export interface PlikSettings extends HttpOptions {
  /** Address of the Plik server, such as `https://plik.example.org`; a path is kept. */
  readonly url: string;
  /** Token of a Plik user (`X-PlikToken`), for servers that ask for one before an upload. */
  readonly token?: string | undefined;
  /** Protects the files: only readers with this login and password get them. Needs `password`. */
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  /** Time to live in seconds, for uploads that say none. Default: the server's. */
  readonly ttl?: number | undefined;
  /** Files can be read once and are lost when that one download breaks. Default: false. */
  readonly oneShot?: boolean | undefined;
  /** Longest time without progress of an upload or an answer, in ms; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
}

/** Settings as the requests need them. */
export interface PlikConnection extends HttpSettings {
  readonly login: string | undefined;
  readonly password: string | undefined;
  /** In seconds; undefined for the server's. */
  readonly ttl: number | undefined;
  readonly oneShot: boolean;
  /** In ms; undefined for the default of the requests. */
  readonly idle_timeout: number | undefined;
  /** The address without a slash at its end. */
  readonly base: string;
  readonly origin: string;
}

const KNOWN: OptionNames<PlikSettings> = {
  url: true,
  token: true,
  login: true,
  password: true,
  ttl: true,
  oneShot: true,
  idle_timeout: true,
  ...HTTP_OPTIONS,
};

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolvePlikSettings(settings: PlikSettings): PlikConnection {
  assertKnownOptions("Plik settings", settings, KNOWN);
  const http = httpOptions(settings);
  const base = baseUrl("url", settings.url);
  const token = filledTextOption("token", settings.token, undefined);
  const login = filledTextOption("login", settings.login, undefined);
  const password = filledTextOption("password", settings.password, undefined);
  if ((login === undefined) !== (password === undefined)) {
    const name = login === undefined ? "login" : "password";
    throw invalidConfig(name, "it to be given, as its counterpart is", undefined);
  }
  const ttl = ttlOption(settings.ttl);
  const oneShot = booleanOption("oneShot", settings.oneShot, false);
  const idle_timeout = durationOption("idle_timeout", settings.idle_timeout, undefined);
  const headers = {
    ...http.headers,
    ...(token === undefined ? {} : { "X-PlikToken": token }),
    ...(login === undefined ? {} : { Authorization: basic(login, password ?? "") }),
  };
  const { origin } = new URL(base);
  return { ...http, headers, login, password, ttl, oneShot, idle_timeout, base, origin };
}

/** Seconds a file lives. @throws NatsBridgeError `invalid_config` */
export function ttlOption(ttl: number | null | undefined): number | undefined {
  return wholeNumberOption("ttl", ttl, undefined, { from: 1, unit: "seconds" });
}

function basic(login: string, password: string): string {
  const bytes = new TextEncoder().encode(`${login}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
