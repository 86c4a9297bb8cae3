import { createIdleTimer, describeFault, NatsBridgeError, OVER } from "@natsbridge/schema/base";
import type { ChunkReader } from "../http/direct-reader.ts";
import type { Download } from "../store/file-server.ts";
import { assertChunk, assertDownload } from "./assert-download.ts";
import { chunkReader } from "./chunk-reader.ts";
import type { OpenDownload } from "./read-options.ts";
import { SPEED_WINDOW, tooSlow } from "./speed-watch.ts";

/** One attempt at reading a file that is open. */
export interface ReadAttempt {
  readonly download: Download;
  /** Whether nobody else holds the memory of the chunks. */
  readonly isOwned: boolean;
  /** The next chunk; undefined at the end. Rejects with the fault that ended the attempt. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the attempt, with an error or in peace, and waits for nothing. */
  close(error?: NatsBridgeError): void;
}

/** What {@link openAttempt} needs. */
export interface ReadAttemptOptions {
  readonly label: string;
  readonly idle_timeout: number;
  /** Bytes a second; 0 for none. */
  readonly min_speed: number;
  /** Ends the whole reading; its reason is a NatsBridgeError. */
  readonly signal: AbortSignal;
  /** Whether each chunk is copied before the next is read. */
  readonly isCopied: boolean;
}

/** Opens a file. The attempt ends also where a store ignores its signal: nothing here waits for a store that stalls. */
export async function openAttempt(
  open: OpenDownload,
  from: { readonly offset: number; readonly etag?: string },
  options: ReadAttemptOptions,
): Promise<ReadAttempt> {
  const { label, signal } = options;
  const controller = new AbortController();
  let reader: ChunkReader | undefined;
  let fault: NatsBridgeError | undefined;
  let refuse: (error: NatsBridgeError) => void = () => undefined;

  const { idle_timeout, min_speed } = options;
  // Nothing at all is too slow as well.
  const isBySpeed = min_speed > 0 && (idle_timeout === 0 || idle_timeout > SPEED_WINDOW);
  const idle = createIdleTimer(isBySpeed ? SPEED_WINDOW : idle_timeout, () =>
    close(
      isBySpeed ? tooSlow(label, min_speed) : unreachable(label, `no data for ${idle_timeout} ms`),
    ),
  );
  const onAbort = () => close(asFault(signal.reason, label));
  signal.addEventListener("abort", onAbort);

  function close(error?: NatsBridgeError): void {
    if (error !== undefined) fault ??= error;
    idle.stop();
    signal.removeEventListener("abort", onAbort);
    controller.abort(error ?? OVER);
    // A pending read of a cancelled reader ends as if the body had ended; `fault` tells the two apart.
    void reader?.cancel(error).catch(() => undefined);
    if (fault !== undefined) refuse(fault);
  }

  let opening: Promise<Download> | undefined;
  try {
    if (signal.aborted) throw asFault(signal.reason, label);
    opening = Promise.resolve(open(from, controller.signal));
    const download = await Promise.race([
      opening.then((given) => assertDownload(given, label)),
      new Promise<never>((_resolve, reject) => {
        refuse = reject;
      }),
    ]);
    refuse = () => undefined;
    const body = chunkReader(download.body, options.isCopied);
    reader = body;
    const accept = (chunk: Uint8Array | undefined) => {
      idle.end();
      if (fault !== undefined) throw fault;
      if (chunk === undefined) close();
      return assertChunk(chunk, label);
    };
    const broken = (error: unknown): never => {
      close(asFault(error, label));
      throw fault;
    };
    return {
      download,
      isOwned: body.isOwned,
      close,
      read() {
        if (fault !== undefined) return Promise.reject(fault);
        idle.begin();
        return body.read().then(accept, broken);
      },
    };
  } catch (error) {
    close(asFault(error, label));
    // A store that answers after the attempt was given up must not keep a connection.
    opening?.then((late) => late.body.cancel(fault)).catch(() => undefined);
    throw fault;
  }
}

/** The typed error of any fault: a store's own error as it is, anything else as `link_unreachable`. */
function asFault(error: unknown, label: string): NatsBridgeError {
  if (NatsBridgeError.isInstance(error)) return error;
  return unreachable(label, describeFault(error), error);
}

function unreachable(label: string, why: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "link_unreachable", message: `${label}: ${why}`, cause });
}
