import { NatsBridgeError } from "@natsbridge/schema";
import { describeFault } from "./describe-fault.ts";
import type { TransferProgress } from "./file-server.ts";
import { endingOf, type TransferControl } from "./transfer-control.ts";

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
  const reader = body.getReader();
  let received = 0;
  // Some runtimes do not end a body that is being read when its request is aborted.
  const onEnd = () => void reader.cancel(control.signal.reason).catch(() => undefined);
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
    void reader.cancel(error).catch(() => undefined);
    throw error;
  };
  const announced = length === undefined ? "an unknown number of" : `${length}`;

  return new ReadableStream<Uint8Array>(
    {
      async pull(target) {
        let chunk: Uint8Array | undefined;
        try {
          chunk = (await reader.read()).value;
        } catch (error) {
          const ending = endingOf(control.signal);
          const fault = `connection broke after ${received} of ${announced} bytes: ${describeFault(error)}`;
          return fail(ending ?? unreachable(fault, error));
        }
        const ending = endingOf(control.signal);
        if (ending !== undefined) return fail(ending);
        if (chunk === undefined) {
          if (length !== undefined && received !== length)
            return fail(unreachable(`the body ended after ${received} of ${length} bytes`));
          release();
          return target.close();
        }
        received += chunk.length;
        if (length !== undefined && received > length)
          return fail(unreachable(`the body is longer than the ${length} bytes announced`));
        try {
          onProgress?.({ loaded: offset + received, total: size });
        } catch (error) {
          return fail(error);
        }
        target.enqueue(chunk);
      },
      async cancel(reason) {
        release();
        control.end(reason);
        await reader.cancel(reason).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
