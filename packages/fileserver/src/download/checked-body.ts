import { openByobReader } from "#byob-reader";
import { directReader, readerStream } from "../http/direct-reader.ts";
import { type BodyCheckOptions, createBodyCheck } from "./body-check.ts";

/** Room for a chunk that nobody brings a buffer for. */
const CHUNK = 512 * 1024;

/**
 * A response body as a stream that errors where the body is not what the response announced. `isOwned` tells that nobody
 * else holds the memory of its chunks.
 */
export function checkedBody(
  body: ReadableStream<Uint8Array>,
  options: BodyCheckOptions,
  isOwned: boolean,
): ReadableStream<Uint8Array> {
  const filling = openByobReader(body);
  return filling === undefined ? plainBody(body, options, isOwned) : filledBody(filling, options);
}

function plainBody(
  body: ReadableStream<Uint8Array>,
  options: BodyCheckOptions,
  isOwned: boolean,
): ReadableStream<Uint8Array> {
  const reader = directReader(body, isOwned);
  const check = createBodyCheck(options, reader);
  const accept = (value: Uint8Array | undefined) => {
    if (value === undefined) check.end();
    else check.chunk(value);
    return value;
  };
  return readerStream({
    isOwned: reader.isOwned,
    read: () => reader.read().then(accept, check.broken),
    cancel: check.cancel,
  });
}

/** Takes the buffers of whoever reads down to the body. */
function filledBody(
  reader: ReadableStreamBYOBReader,
  options: BodyCheckOptions,
): ReadableStream<Uint8Array> {
  const check = createBodyCheck(options, reader);
  const pull = async (target: ReadableByteStreamController) => {
    const request = target.byobRequest;
    const view = request?.view;
    const room = view
      ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(CHUNK);
    const { done, value } = await reader.read(room).catch(check.broken);
    if (done) {
      check.end();
      target.close();
    } else check.chunk(value);
    // At the end too: the buffer goes back to whoever brought it.
    if (request && value) request.respondWithNewView(value);
    else if (value && !done) target.enqueue(value);
  };
  return new ReadableStream({ type: "bytes", pull, cancel: check.cancel }, { highWaterMark: 0 });
}
