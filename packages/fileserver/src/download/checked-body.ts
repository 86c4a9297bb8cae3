import { openByobReader } from "#byob-reader";
import { directReader, readerStream } from "../http/direct-reader.ts";
import { type BodyJudgeOptions, createBodyJudge } from "./body-judge.ts";

/** Room for a chunk that nobody brings a buffer for. */
const CHUNK = 512 * 1024;

/**
 * A response body as a stream that errors where the body is not what the response announced. `isOwned` tells that nobody
 * else holds the memory of its chunks.
 */
export function checkedBody(
  body: ReadableStream<Uint8Array>,
  options: BodyJudgeOptions,
  isOwned: boolean,
): ReadableStream<Uint8Array> {
  const filling = openByobReader(body);
  return filling === undefined ? plainBody(body, options, isOwned) : filledBody(filling, options);
}

function plainBody(
  body: ReadableStream<Uint8Array>,
  options: BodyJudgeOptions,
  isOwned: boolean,
): ReadableStream<Uint8Array> {
  const reader = directReader(body, isOwned);
  const judge = createBodyJudge(options, reader);
  const accept = (value: Uint8Array | undefined) => {
    if (value === undefined) judge.end();
    else judge.chunk(value);
    return value;
  };
  return readerStream({
    isOwned: reader.isOwned,
    read: () => reader.read().then(accept, judge.broken),
    cancel: judge.cancel,
  });
}

/** Takes the buffers of whoever reads down to the body. */
function filledBody(
  reader: ReadableStreamBYOBReader,
  options: BodyJudgeOptions,
): ReadableStream<Uint8Array> {
  const judge = createBodyJudge(options, reader);
  const pull = async (target: ReadableByteStreamController) => {
    const request = target.byobRequest;
    const view = request?.view;
    const room = view
      ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(CHUNK);
    const { done, value } = await reader.read(room).catch(judge.broken);
    if (done) {
      judge.end();
      target.close();
    } else judge.chunk(value);
    // At the end too: the buffer goes back to whoever brought it.
    if (request && value) request.respondWithNewView(value);
    else if (value && !done) target.enqueue(value);
  };
  return new ReadableStream({ type: "bytes", pull, cancel: judge.cancel }, { highWaterMark: 0 });
}
