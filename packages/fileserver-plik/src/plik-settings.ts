import type { HttpOptions } from "@natsbridge/fileserver";
import { linkOrigin } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";

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
export interface PlikConnection extends PlikSettings {
  /** The address without a slash at its end. */
  readonly base: string;
  readonly origin: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolvePlikSettings(settings: PlikSettings): PlikConnection {
  const { url, token, login, password, ttl } = settings;
  const origin = linkOrigin(url, "fileserver_url");
  const { search, hash, username, pathname } = new URL(url);
  if (`${search}${hash}${username}` !== "")
    throw invalid("fileserver_url", "an address without query, fragment and user");
  if ((login === undefined) !== (password === undefined))
    throw invalid(login === undefined ? "login" : "password", "given, as its counterpart is");
  if (ttl !== undefined) assertTtl(ttl);
  const headers = {
    ...settings.headers,
    ...(token === undefined ? {} : { "X-PlikToken": token }),
    ...(login === undefined ? {} : { Authorization: basic(login, password ?? "") }),
  };
  const base = `${new URL(url).origin}${pathname.replace(/\/+$/, "")}`;
  return { ...settings, base, origin, headers };
}

/** @throws NatsBridgeError `invalid_config` */
export function assertTtl(ttl: number): void {
  if (!Number.isSafeInteger(ttl) || ttl < 1)
    throw invalid("ttl", "a whole number of seconds from 1");
}

function invalid(name: string, expected: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message: `${name} must be ${expected}` });
}

function basic(login: string, password: string): string {
  const bytes = new TextEncoder().encode(`${login}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
