import { createSha256 } from "@natsbridge/codecs";
import { type DownloadChunks, downloadChunks } from "@natsbridge/fileserver";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { type FetchContext, readOptions } from "../fetch/fetch-link.ts";
import { openLink } from "../fetch/open-link.ts";
import { declaredChecksum, verifyChecksum, verifySize } from "../fetch/verify.ts";
import { payloadError } from "../telemetry/payload-error.ts";
import { payloadBytes } from "./payload-data.ts";

/** The bytes of a payload as they come; errors at the end when size or checksum do not agree. */
export function verifiedStream(
  payload: ReadPayloadV1,
  index: number,
  context: FetchContext,
): ReadableStream<Uint8Array> {
  const isStreamed = payload.transport === "link" && context.settings.handler === undefined;
  const check = isStreamed ? createStreamCheck(payload) : undefined;
  let chunks: DownloadChunks | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(target) {
        try {
          chunks ??= isStreamed ? linkChunks(payload, context) : oneChunk(payload, context);
          const chunk = await chunks.read();
          if (chunk === undefined) {
            check?.end();
            target.close();
          } else {
            check?.take(chunk);
            target.enqueue(chunk);
          }
        } catch (error) {
          chunks?.close(error);
          const position = { index, dataname: payload.dataname };
          target.error(payloadError(error, position, "link_unreachable"));
        }
      },
      cancel: (reason) => chunks?.close(reason),
    },
    { highWaterMark: 0 },
  );
}

function createStreamCheck(payload: ReadPayloadV1): {
  take(chunk: Uint8Array): void;
  end(): void;
} {
  const declared = declaredChecksum(payload);
  const hash = declared === undefined ? undefined : createSha256();
  let size = 0;
  return {
    take(chunk) {
      size += chunk.byteLength;
      hash?.update(chunk);
    },
    end() {
      verifySize(size, payload.size);
      if (hash !== undefined && declared !== undefined) verifyChecksum(hash.digestHex(), declared);
    },
  };
}

function linkChunks(payload: ReadPayloadV1, context: FetchContext): DownloadChunks {
  const open = openLink(String(payload.data), context.settings);
  return downloadChunks(open, readOptions(payload, context));
}

/** What is read and checked as a whole. */
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
