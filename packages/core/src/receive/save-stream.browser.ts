import { NatsBridgeError } from "@natsbridge/schema/base";

/** A page has no files to write to. */
export async function saveStream(
  stream: ReadableStream<Uint8Array>,
  _path: string,
  _signal: AbortSignal | undefined,
  _mode?: number | undefined,
): Promise<void> {
  await stream.cancel();
  throw new NatsBridgeError({
    code: "unsupported",
    message: "saveTo(path) needs Node; in a browser use stream() or bytes() and offer a download",
  });
}
