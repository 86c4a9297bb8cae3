import type { FileServer } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";
import type { BridgeContext } from "./bridge-context.ts";
import type { GlobalFlags } from "./global-flags.ts";

/** Where links go and which may be read, as options of the bridge. */
export interface StoreOptions {
  readonly fileserver_url?: string;
  readonly fileserver?: FileServer;
  readonly allowed_link_origins?: readonly string[] | "any";
  readonly size_threshold?: number;
}

/** Settings from flags and their variables, then from the context. @throws NatsBridgeError `invalid_config`. */
export async function storeOptions(
  flags: GlobalFlags,
  additions: BridgeContext,
): Promise<StoreOptions> {
  const origins = flags.allowOrigin ?? additions.allowed_link_origins;
  return {
    ...(await store(flags, additions)),
    ...(origins && { allowed_link_origins: origins.includes("any") ? "any" : origins }),
    ...(additions.size_threshold !== undefined && { size_threshold: additions.size_threshold }),
  };
}

async function store(flags: GlobalFlags, additions: BridgeContext): Promise<StoreOptions> {
  const isTyped = flags.s3 !== undefined || flags.webdav !== undefined || flags.files !== undefined;
  const { files, s3, webdav } = isTyped ? flags : additions;
  if (s3 !== undefined) return { fileserver: await s3Store(s3) };
  if (webdav !== undefined) {
    const { createHttpFileServer } = await import("@natsbridge/fileserver-http");
    return { fileserver: createHttpFileServer({ url: webdav }) };
  }
  return files === undefined ? {} : { fileserver_url: files };
}

async function s3Store(address: string): Promise<FileServer> {
  const { protocol, hostname, pathname, searchParams } = parse(address);
  const endpoint = searchParams.get("endpoint");
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env;
  if (protocol !== "s3:" || hostname === "" || endpoint === null) {
    throw invalid("--s3 must be s3://bucket/prefix?endpoint=URL, with &region=R where it matters");
  }
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw invalid("--s3 needs its keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }
  const { createS3FileServer } = await import("@natsbridge/fileserver-s3");
  return createS3FileServer({
    endpoint,
    bucket: hostname,
    prefix: pathname.slice(1),
    region: searchParams.get("region") ?? AWS_REGION,
    access_key_id: AWS_ACCESS_KEY_ID,
    secret_access_key: AWS_SECRET_ACCESS_KEY,
    session_token: AWS_SESSION_TOKEN,
  });
}

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw invalid("--s3 must be s3://bucket/prefix?endpoint=URL");
  }
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}
