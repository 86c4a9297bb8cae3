import { describeFault, NatsBridgeError } from "@natsbridge/schema/base";
import { endingOf, type TransferControl } from "../http/transfer-control.ts";
import type { TransferProgress } from "../store/file-server.ts";

/** What is to be known about a response to check its body. */
export interface BodyCheckOptions {
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

/** Watches a response body while it is read. */
export interface BodyCheck {
  /** Checks the next chunk. @throws NatsBridgeError when the transfer was ended, or the body is too long. */
  chunk(chunk: Uint8Array): void;
  /** Checks the end. @throws NatsBridgeError when the body is too short. */
  end(): void;
  /** The body broke. @throws NatsBridgeError always. */
  broken(error: unknown): never;
  /** Whoever reads wants no more. */
  cancel(reason: unknown): Promise<void>;
}

/**
 * A body never ends early in silence: a broken connection and a body that is shorter or longer than announced are
 * errors. Its end, however it comes, releases the request.
 */
export function createBodyCheck(
  { what, control, length, offset, size, onProgress }: BodyCheckOptions,
  body: { cancel(reason?: unknown): Promise<void> },
): BodyCheck {
  const cancelBody = (reason: unknown) => body.cancel(reason).catch(() => undefined);
  let received = 0;
  let isEnded = false;
  // Some runtimes do not end a body that is being read when its request is aborted.
  const onEnd = () => {
    isEnded = true;
    void cancelBody(control.signal.reason);
  };
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
  const failIfEnded = () => {
    const ending = isEnded ? endingOf(control.signal) : undefined;
    if (ending !== undefined) fail(ending);
  };
  return {
    chunk(chunk) {
      failIfEnded();
      received += chunk.length;
      if (length !== undefined && received > length)
        fail(unreachable(`the body is longer than the ${length} bytes announced`));
      try {
        onProgress?.({ loaded: offset + received, total: size });
      } catch (error) {
        fail(error);
      }
    },
    end() {
      failIfEnded();
      if (length !== undefined && received !== length)
        fail(unreachable(`the body ended after ${received} of ${length} bytes`));
      release();
    },
    broken(error) {
      const announced = length === undefined ? "an unknown number of" : `${length}`;
      const fault = `connection broke after ${received} of ${announced} bytes: ${describeFault(error)}`;
      return fail(endingOf(control.signal) ?? unreachable(fault, error));
    },
    async cancel(reason) {
      release();
      control.end(reason);
      await cancelBody(reason);
    },
  };
}
