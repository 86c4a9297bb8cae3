import { createSha256 } from "@natsbridge/codecs";
import { type DownloadChunks, downloadChunks } from "@natsbridge/fileserver";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { payloadError } from "../payload-error.ts";
import { type FetchContext, readOptions } from "./fetch-link.ts";
import { openLink } from "./open-link.ts";
import { payloadBytes } from "./payload-data.ts";
import { declaredChecksum, verifyChecksum, verifySize } from "./verify.ts";

/** The bytes of a payload as they come; errors at the end when size or checksum do not agree. */
export function verifiedStream(
  payload: ReadPayloadV1,
  index: number,
  context: FetchContext,
): ReadableStream<Uint8Array> {
  const isStreamed = payload.transport === "link" && context.settings.handler === undefined;
  const chunks = isStreamed ? linkChunks(payload, context) : oneChunk(payload, context);
  return new ReadableStream<Uint8Array>(
    {
      async pull(target) {
        try {
          const chunk = await chunks.read();
          if (chunk === undefined) target.close();
          else target.enqueue(chunk);
        } catch (error) {
          chunks.close(error);
          const position = { index, dataname: payload.dataname };
          target.error(payloadError(error, position, "link_unreachable"));
        }
      },
      cancel: (reason) => chunks.close(reason),
    },
    { highWaterMark: 0 },
  );
}

function linkChunks(payload: ReadPayloadV1, context: FetchContext): DownloadChunks {
  const declared = declaredChecksum(payload);
  const hash = declared === undefined ? undefined : createSha256();
  let chunks: DownloadChunks | undefined;
  let size = 0;
  return {
    async read() {
      chunks ??= openChunks(payload, context);
      const chunk = await chunks.read();
      if (chunk !== undefined) {
        size += chunk.byteLength;
        hash?.update(chunk);
        return chunk;
      }
      verifySize(size, payload.size);
      if (hash !== undefined && declared !== undefined) verifyChecksum(hash.digestHex(), declared);
      return undefined;
    },
    close: (reason) => chunks?.close(reason),
  };
}

function openChunks(payload: ReadPayloadV1, context: FetchContext): DownloadChunks {
  const open = openLink(String(payload.data), context.settings);
  return downloadChunks(open, readOptions(payload, context));
}

function oneChunk(payload: ReadPayloadV1, context: FetchContext): DownloadChunks {
  let isRead = false;
  return {
    async read() {
      if (isRead) return undefined;
      isRead = true;
      return payloadBytes(payload, context);
    },
    close: () => undefined,
  };
}
