import {
  HTTP_OPTIONS,
  type HttpOptions,
  type HttpSettings,
  httpOptions,
  type UploadHeaders,
  uploadHeadersOption,
} from "@natsbridge/fileserver";
import {
  assertKnownOptions,
  baseUrl,
  booleanOption,
  bytesOption,
  choiceOption,
  durationOption,
  filledTextOption,
  invalidConfig,
  type OptionNames,
  requiredText,
  resolveBackoff,
  textOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { refusedUploadHeader } from "./refused-upload-header.ts";
import { CHECKSUMS, type Checksum, UploadChecksum } from "./upload-checksum.ts";

/** Settings of {@link createS3FileServer}. */
export interface S3FileServerSettings extends HttpOptions, UploadHeaders {
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
  /**
   * Checksum that uploads carry, by which the service checks what it got. Default: the one that the service asks for, as
   * for buckets with Object Lock; none where it asks for none.
   */
  readonly checksum?: Checksum | undefined;
  /** Attempts for each part. Default: 5. */
  readonly max_retries?: number | undefined;
  /** Wait after the first failed attempt in ms, doubling. Default: 100. */
  readonly base_delay?: number | undefined;
}

/** Settings with the defaults filled in. */
export interface S3Store extends HttpSettings {
  readonly upload_headers: Readonly<Record<string, string>>;
  readonly access_key_id: string;
  readonly secret_access_key: string;
  readonly session_token: string | undefined;
  readonly crossOrigin: boolean;
  /** In ms; undefined for the default of the requests. */
  readonly idle_timeout: number | undefined;
  readonly max_retries: number;
  readonly base_delay: number;
  readonly checksum: UploadChecksum;
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
const PART_SIZES = { from: 5 * 1024 ** 2, to: 5 * 1024 ** 3 };

const KNOWN: OptionNames<S3FileServerSettings> = {
  endpoint: true,
  bucket: true,
  region: true,
  access_key_id: true,
  secret_access_key: true,
  session_token: true,
  public_endpoint: true,
  prefix: true,
  expires: true,
  path_style: true,
  part_size: true,
  crossOrigin: true,
  idle_timeout: true,
  max_retries: true,
  base_delay: true,
  upload_headers: true,
  checksum: true,
  ...HTTP_OPTIONS,
};

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveS3Store(settings: S3FileServerSettings): S3Store {
  assertKnownOptions("S3 settings", settings, KNOWN);
  const http = httpOptions(settings);
  const { endpoint } = settings;
  const bucket = requiredText("bucket", settings.bucket);
  const access_key_id = requiredText("access_key_id", settings.access_key_id);
  const secret_access_key = requiredText("secret_access_key", settings.secret_access_key);
  if (!/^[A-Za-z0-9._-]{1,255}$/.test(bucket))
    throw invalidConfig("bucket", "a bucket name", bucket);
  const prefix = textOption("prefix", settings.prefix, "");
  if (!/^[A-Za-z0-9._/-]*$/.test(prefix)) {
    const expected = "letters, digits, dots, dashes, underscores and slashes";
    throw invalidConfig("prefix", expected, prefix);
  }
  for (const name of Object.keys(http.headers)) {
    if (/^(authorization|x-amz-.*)$/i.test(name))
      throw invalidConfig("headers", "none that the signature says", name);
  }
  const { max_retries, base_delay } = resolveBackoff(settings);
  const path_style = booleanOption("path_style", settings.path_style, true);
  const base = bucketUrl(bucket, path_style, endpoint, "endpoint");
  const seen = settings.public_endpoint ?? endpoint;
  const publicBase = bucketUrl(bucket, path_style, seen, "public_endpoint");
  return {
    ...http,
    access_key_id,
    secret_access_key,
    max_retries,
    base_delay,
    region: filledTextOption("region", settings.region, "us-east-1"),
    session_token: filledTextOption("session_token", settings.session_token, undefined),
    prefix,
    expires: expiresOption("expires", settings.expires, 86_400),
    part_size: bytesOption("part_size", settings.part_size, 8_388_608, PART_SIZES),
    crossOrigin: booleanOption("crossOrigin", settings.crossOrigin, false),
    idle_timeout: durationOption("idle_timeout", settings.idle_timeout, undefined),
    upload_headers: uploadHeadersOption(settings.upload_headers, refusedUploadHeader),
    checksum: new UploadChecksum(choiceOption("checksum", settings.checksum, CHECKSUMS, undefined)),
    base,
    publicBase,
    ownOrigins: [new URL(base).origin, new URL(publicBase).origin],
  };
}

/** Seconds that S3 signs a link for: up to 7 days. @throws NatsBridgeError `invalid_config` */
export function expiresOption<Default>(
  name: string,
  seconds: number | null | undefined,
  fallback: Default,
): number | Default {
  const bounds = { from: 1, to: MAX_EXPIRES, unit: "seconds" };
  return wholeNumberOption(name, seconds, fallback, bounds);
}

function bucketUrl(bucket: string, path_style: boolean, endpoint: string, name: string): string {
  const { protocol, host, pathname } = new URL(baseUrl(name, endpoint));
  const path = pathname.replace(/\/$/, "");
  return path_style
    ? `${protocol}//${host}${path}/${bucket}`
    : `${protocol}//${bucket}.${host}${path}`;
}
