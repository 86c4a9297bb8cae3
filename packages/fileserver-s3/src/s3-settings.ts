import { type HttpOptions, linkOrigin } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";

/** Settings of {@link createS3FileServer}. */
export interface S3FileServerSettings extends HttpOptions {
  /** Address of the service, such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Default: `us-east-1`. */
  readonly region?: string | undefined;
  readonly access_key_id: string;
  readonly secret_access_key: string;
  /** For temporary credentials. Links end with them, whatever `expires` says. */
  readonly session_token?: string | undefined;
  /** Address of the service as readers see it; links are signed for it. Default: `endpoint`. */
  readonly public_endpoint?: string | undefined;
  /** Put before every key, such as `natsbridge/`. Default: none. */
  readonly prefix?: string | undefined;
  /** How long links can be read, in seconds, where an upload says no `ttl`; at most 604,800 (7 days). Default: 86,400. */
  readonly expires?: number | undefined;
  /** Whether the bucket is in the path (`/bucket/key`) or in the host name. Default: true. */
  readonly path_style?: boolean | undefined;
  /** Size of the parts of a multipart upload in bytes, from 5 MiB. Default: 8 MiB. Up to four are in memory at once. */
  readonly part_size?: number | undefined;
  /** Whether the bucket has a CORS rule that lets pages read. Default: false. */
  readonly crossOrigin?: boolean | undefined;
  /** Longest time without progress of a request, in ms; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
  /** Attempts for each part. Default: 5. */
  readonly max_retries?: number | undefined;
  /** Wait after the first failed attempt in ms, doubling. Default: 100. */
  readonly base_delay?: number | undefined;
}

/** Settings with the defaults filled in. */
export interface S3Store extends S3FileServerSettings {
  readonly region: string;
  readonly prefix: string;
  readonly expires: number;
  readonly part_size: number;
  /** Address of the bucket, without a slash at its end. */
  readonly base: string;
  /** Address of the bucket as readers see it. */
  readonly publicBase: string;
  /** Origins that the headers may be sent to. */
  readonly ownOrigins: readonly string[];
}

/** The longest that AWS and its likes sign a link for. */
const MAX_EXPIRES = 604_800;
const MIN_PART = 5 * 1024 * 1024;
const MAX_PART = 5 * 1024 ** 3;

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveS3Store(settings: S3FileServerSettings): S3Store {
  const { region = "us-east-1", prefix = "", expires = 86_400, part_size = 8_388_608 } = settings;
  for (const key of ["bucket", "access_key_id", "secret_access_key"] as const) {
    if (typeof settings[key] !== "string" || settings[key] === "")
      throw invalid(key, "a string that is not empty");
  }
  if (!/^[A-Za-z0-9._-]{1,255}$/.test(settings.bucket)) throw invalid("bucket", "a bucket name");
  if (!/^[A-Za-z0-9._/-]*$/.test(prefix))
    throw invalid("prefix", "made of letters, digits, dots, dashes, underscores and slashes");
  for (const name of Object.keys(settings.headers ?? {})) {
    if (/^(authorization|x-amz-.*)$/i.test(name))
      throw invalid("headers", `without ${name}, which the signature says`);
  }
  assertExpires(expires, "expires");
  if (!Number.isSafeInteger(part_size) || part_size < MIN_PART || part_size > MAX_PART)
    throw invalid("part_size", `a whole number of bytes from ${MIN_PART} to ${MAX_PART}`);
  const base = bucketUrl(settings, settings.endpoint, "endpoint");
  const publicBase = bucketUrl(
    settings,
    settings.public_endpoint ?? settings.endpoint,
    "public_endpoint",
  );
  const ownOrigins = [new URL(base).origin, new URL(publicBase).origin];
  return { ...settings, region, prefix, expires, part_size, base, publicBase, ownOrigins };
}

/** @throws NatsBridgeError `invalid_config` unless S3 signs a link for so many seconds. */
export function assertExpires(seconds: number, name: string): void {
  if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > MAX_EXPIRES)
    throw invalid(
      name,
      `a whole number of seconds from 1 to ${MAX_EXPIRES} (7 days), as S3 signs no longer`,
    );
}

function bucketUrl(settings: S3FileServerSettings, endpoint: string, name: string): string {
  linkOrigin(endpoint, name);
  const { protocol, host, pathname, search, hash, username } = new URL(endpoint);
  if (`${search}${hash}${username}` !== "")
    throw invalid(name, "an address without query, fragment and user");
  const path = pathname.replace(/\/+$/, "");
  return settings.path_style === false
    ? `${protocol}//${settings.bucket}.${host}${path}`
    : `${protocol}//${host}${path}/${settings.bucket}`;
}

function invalid(name: string, expected: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message: `${name} must be ${expected}` });
}
