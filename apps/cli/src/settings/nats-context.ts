import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NatsBridgeError } from "@natsbridge/schema";
import { configFolder } from "./config-folder.ts";
import { readJsonObject } from "./read-json-object.ts";

/** What of a context of the `nats` command counts here. */
export interface NatsContext {
  readonly description?: string;
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly creds?: string;
  readonly nkey?: string;
  readonly user_jwt?: string;
  readonly user_seed?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly tls_first?: boolean;
  readonly inbox_prefix?: string;
  readonly nsc?: string;
  readonly socks_proxy?: string;
  readonly jetstream_domain?: string;
  readonly jetstream_api_prefix?: string;
  readonly windows_cert_store?: string;
}

const TEXTS = [
  ...["description", "url", "user", "password", "token", "creds", "nkey", "cert", "key", "ca"],
  ...[
    "inbox_prefix",
    "nsc",
    "user_jwt",
    "user_seed",
    "socks_proxy",
    "jetstream_domain",
    "jetstream_api_prefix",
    "windows_cert_store",
  ],
] as const;

const folder = () => join(configFolder("nats"), "context");

/** As the `nats` command does: what ends in `.json` and is there is the file of a context. */
function isFile(name: string): boolean {
  return name.endsWith(".json") && existsSync(name);
}

/** @throws NatsBridgeError `invalid_config` where a name could leave the folder. */
export function assertContextName(name: string): void {
  if (name !== "" && !name.includes("..") && !/[/\\\0]/.test(name)) return;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `--context: ${JSON.stringify(name)} is no name of a context`,
  });
}

/** Names of the contexts there are, sorted. */
export async function contextNames(): Promise<string[]> {
  const files = await readdir(folder()).catch(() => []);
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** Name of the context that `nats context select` chose; undefined where none is. */
export async function selectedContext(): Promise<string | undefined> {
  const text = await readFile(join(configFolder("nats"), "context.txt"), "utf8").catch(() => "");
  return text.trim() === "" ? undefined : text.trim();
}

/** @throws NatsBridgeError `invalid_config` where there is none of that name, or its file is broken. */
export async function readContext(name: string): Promise<NatsContext> {
  const path = isFile(name) ? name : join(folder(), `${name}.json`);
  if (!isFile(name)) assertContextName(name);
  const found = await readJsonObject(path);
  if (found === undefined) {
    const names = await contextNames();
    const known =
      names.length === 0 ? `There is none in ${folder()}` : `There are: ${names.join(", ")}`;
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `--context: there is no context ${JSON.stringify(name)}. ${known}`,
    });
  }
  const texts = TEXTS.map((field) => [field, textOf(found, field, path)] as const);
  return {
    ...Object.fromEntries(texts.filter(([, value]) => value !== "")),
    ...(found.tls_first === true && { tls_first: true }),
  };
}

function textOf(found: Readonly<Record<string, unknown>>, field: string, path: string): string {
  const value = found[field] ?? "";
  if (typeof value === "string") return value;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `${path}: "${field}" must be a string, got ${typeof value}`,
  });
}
