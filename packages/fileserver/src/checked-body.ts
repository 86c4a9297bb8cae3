import { NatsBridgeError } from "@natsbridge/schema";
import { openByobReader } from "#byob-reader";
import { describeFault } from "./describe-fault.ts";
import type { TransferProgress } from "./file-server.ts";
import { endingOf, type TransferControl } from "./transfer-control.ts";

/** Room for a chunk that nobody brings a buffer for. */
const CHUNK = 512 * 1024;

/** What {@link checkedBody} needs to know about a response. */
export interface CheckedBodyOptions {
  /** Names the link in errors, without secrets. */
  readonly what: string;
  readonly control: TransferControl;
  /** Position of the first byte in the file. */
  readonly offset: number;
  /** Length of the whole file in bytes, when known. */
  readonly size: number | undefined;
  /** Bytes the body must have, when the response announced it. */
  readonly length: number | undefined;
  readonly onProgress: ((progress: TransferProgress) => void) | undefined;
}

/**
 * A response body that never ends early in silence: a broken connection and a body that is shorter or longer than
 * announced are errors. Its end, however it comes, releases the request.
 */
export function checkedBody(
  body: ReadableStream<Uint8Array>,
  options: CheckedBodyOptions,
): ReadableStream<Uint8Array> {
  const { what, control, length, offset, size, onProgress } = options;
  const filling = openByobReader(body);
  const plain = filling === undefined ? body.getReader() : undefined;
  const cancelBody = (reason: unknown) => (filling ?? plain)?.cancel(reason).catch(() => undefined);
  let received = 0;
  // Some runtimes do not end a body that is being read when its request is aborted.
  const onEnd = () => void cancelBody(control.signal.reason);
  const release = () => {
    control.signal.removeEventListener("abort", onEnd);
    control.release();
  };
  control.signal.addEventListener("abort", onEnd);
  if (control.signal.aborted) onEnd();

  const unreachable = (message: string, cause?: unknown) =>
    new NatsBridgeError({ code: "link_unreachable", message: `${what}: ${message}`, cause });
  const fail = (error: unknown): never => {
    release();
    control.end(error);
    void cancelBody(error);
    throw error;
  };
  const announced = length === undefined ? "an unknown number of" : `${length}`;

  /** Judges what was read; `isEnd` tells a body that has ended well. */
  const judge = ({ done, value }: ReadableStreamReadResult<Uint8Array>): { isEnd: boolean } => {
    const ending = endingOf(control.signal);
    if (ending !== undefined) return fail(ending);
    if (done) {
      if (length !== undefined && received !== length)
        return fail(unreachable(`the body ended after ${received} of ${length} bytes`));
      release();
      return { isEnd: true };
    }
    received += value.length;
    if (length !== undefined && received > length)
      return fail(unreachable(`the body is longer than the ${length} bytes announced`));
    try {
      onProgress?.({ loaded: offset + received, total: size });
    } catch (error) {
      return fail(error);
    }
    return { isEnd: false };
  };
  const broken = (error: unknown): never => {
    const fault = `connection broke after ${received} of ${announced} bytes: ${describeFault(error)}`;
    return fail(endingOf(control.signal) ?? unreachable(fault, error));
  };
  const cancel = async (reason: unknown) => {
    release();
    control.end(reason);
    await cancelBody(reason);
  };

  if (filling !== undefined) {
    const pull = async (target: ReadableByteStreamController) => {
      const request = target.byobRequest;
      const view = request?.view;
      const room = view
        ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
        : new Uint8Array(CHUNK);
      const result = await filling.read(room).catch(broken);
      const { isEnd } = judge(result);
      if (isEnd) target.close();
      // At the end too: the buffer goes back to whoever brought it.
      if (request && result.value) request.respondWithNewView(result.value);
      else if (result.value && !isEnd) target.enqueue(result.value);
    };
    return new ReadableStream({ type: "bytes", pull, cancel }, { highWaterMark: 0 });
  }
  const pull = async (target: ReadableStreamDefaultController<Uint8Array>) => {
    const result = (await plain?.read().catch(broken)) ?? { done: true, value: undefined };
    if (judge(result).isEnd) target.close();
    else if (result.value) target.enqueue(result.value);
  };
  return new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 });
}
