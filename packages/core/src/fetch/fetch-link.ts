import type { DecodeBudget } from "@natsbridge/codecs";
import { downloadBytes, type ReadOptions } from "@natsbridge/fileserver";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { NatsBridgeError, redactLink, untilAborted } from "@natsbridge/schema/base";
import { createDownloadChecksum } from "#download-checksum";
import type { ReceiveSettings } from "../options/receive-settings.ts";
import type { LogStep } from "../telemetry/log-steps.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { MessageBudget } from "./message-budget.ts";
import { openLink } from "./open-link.ts";
import { declaredChecksum, verifyBytes } from "./verify.ts";

/** What a download works with. */
export interface FetchContext {
  readonly settings: ReceiveSettings;
  readonly correlation_id: string;
  readonly log: LogStep;
  readonly telemetry: Telemetry;
  /** What all links of the message may hold together; absent where each payload is read by itself. */
  readonly budget?: MessageBudget;
  /** What reading the payloads of the message may make, all together. */
  readonly decodeBudget: DecodeBudget;
}

/** Downloads a linked payload and checks its size and checksum. */
export async function fetchLink(
  payload: ReadPayloadV1,
  context: FetchContext,
): Promise<Uint8Array> {
  const url = String(payload.data);
  return context.telemetry.run("download", { url: redactLink(url) }, () => {
    if (context.settings.handler !== undefined) return fetchWithHandler(url, payload, context);
    return downloadVerified(payload, context);
  });
}

async function downloadVerified(
  payload: ReadPayloadV1,
  context: FetchContext,
): Promise<Uint8Array> {
  const open = openLink(String(payload.data), context.settings);
  const options = readOptions(payload, context);
  if (declaredChecksum(payload) === undefined)
    return downloadBytes(open, { ...options, verify: (bytes) => verifyBytes(bytes, payload) });
  const checksum = createDownloadChecksum(options.size);
  const { digestHex, onChunk, openCollector } = checksum;
  try {
    const verify = (bytes: Uint8Array) => verifyBytes(bytes, payload, digestHex);
    return await downloadBytes(open, { ...options, onChunk, openCollector, verify });
  } finally {
    checksum.close?.();
  }
}

/** Limits, retries and progress of a download. */
export function readOptions(payload: ReadPayloadV1, context: FetchContext): ReadOptions {
  const { settings, log, telemetry } = context;
  const { dataname, size } = payload;
  const { max_retries, base_delay, max_delay, idle_timeout, total_timeout, min_speed } = settings;
  const label = redactLink(String(payload.data));
  return {
    max_retries,
    base_delay,
    max_delay,
    idle_timeout,
    total_timeout,
    min_speed,
    claim: context.budget?.claim(),
    label,
    max_bytes: settings.links().policy.max_bytes,
    limit_name: "max_download_bytes",
    size: size ?? undefined,
    isChecked: declaredChecksum(payload) !== undefined,
    signal: settings.signal,
    onProgress:
      settings.on_progress &&
      ((progress) => settings.on_progress?.({ dataname, direction: "download", ...progress })),
    onRetry: (error, attempt, delay) => {
      telemetry.count("download.retries", 1, { "error.type": error.code });
      log(
        () =>
          `Attempt ${attempt} at ${label} failed (${error.message}), next in ${Math.round(delay)} ms`,
      );
    },
  };
}

async function fetchWithHandler(
  url: string,
  payload: ReadPayloadV1,
  { settings, correlation_id, budget }: FetchContext,
): Promise<Uint8Array> {
  const { handler, max_retries, base_delay, max_delay } = settings;
  const bytes: unknown = await untilAborted(
    "The download",
    async () => handler?.(url, max_retries, base_delay, max_delay, correlation_id),
    settings.signal,
  );
  if (!(bytes instanceof Uint8Array)) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `fileserver_download_handler must return a Uint8Array, got ${typeof bytes}`,
    });
  }
  budget?.claim()(bytes.byteLength);
  await verifyBytes(bytes, payload);
  return bytes;
}
