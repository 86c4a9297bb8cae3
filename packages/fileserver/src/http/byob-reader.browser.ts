/**
 * A reader that fills the buffers it is given; undefined where the stream has none. Chunks of their own would stay in
 * the tab's memory until they are collected, which after 100 MB had not happened yet.
 */
export function openByobReader(
  stream: ReadableStream<Uint8Array>,
): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
