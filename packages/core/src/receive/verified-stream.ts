import { createSha256 } from "@natsbridge/codecs";
import { downloadStream } from "@natsbridge/fileserver";
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
  const source = isStreamed ? linkChunks(payload, context) : oneChunk(payload, context);
  const position = { index, dataname: payload.dataname };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await source.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          controller.error(payloadError(error, position, "link_unreachable"));
        }
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* linkChunks(
  payload: ReadPayloadV1,
  context: FetchContext,
): AsyncGenerator<Uint8Array, void> {
  const open = openLink(String(payload.data), context.settings);
  const reader = downloadStream(open, readOptions(payload, context)).getReader();
  const declared = declaredChecksum(payload);
  const hash = declared === undefined ? undefined : createSha256();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      hash?.update(value);
      yield value;
    }
    verifySize(size, payload.size);
    if (hash !== undefined && declared !== undefined) verifyChecksum(hash.digestHex(), declared);
  } finally {
    await reader.cancel();
  }
}

async function* oneChunk(
  payload: ReadPayloadV1,
  context: FetchContext,
): AsyncGenerator<Uint8Array, void> {
  yield await payloadBytes(payload, context);
}
