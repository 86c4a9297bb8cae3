import { basename, join } from "node:path";
import { NatsBridgeError } from "@natsbridge/schema";
import { configFolder } from "./config-folder.ts";
import { assertContextName } from "./nats-context.ts";
import { readJsonObject } from "./read-json-object.ts";

/** What a context of the `nats` command lacks for NATSBridge; kept in a file of our own beside it. */
export interface BridgeContext {
  readonly files?: string;
  readonly s3?: string;
  readonly webdav?: string;
  readonly allowed_link_origins?: readonly string[];
  /** In bytes. */
  readonly size_threshold?: number;
}

/** Where the additions to a context are kept. */
export function bridgeContextPath(name: string): string {
  const own = basename(name, ".json");
  assertContextName(own);
  return join(configFolder("natsbridge"), "context", `${own}.json`);
}

/** @throws NatsBridgeError `invalid_config` naming file and field. */
export async function readBridgeContext(name: string): Promise<BridgeContext> {
  const path = bridgeContextPath(name);
  const found = (await readJsonObject(path)) ?? {};
  for (const [field, value] of Object.entries(found)) {
    if (isSound(field, value)) continue;
    const message = `${path}: "${field}" is not a setting of a context, or not of its type`;
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
  return found;
}

function isSound(field: string, value: unknown): boolean {
  switch (field) {
    case "files":
    case "s3":
    case "webdav":
      return typeof value === "string";
    case "allowed_link_origins":
      return Array.isArray(value) && value.every((origin) => typeof origin === "string");
    case "size_threshold":
      return Number.isSafeInteger(value);
    default:
      return false;
  }
}
