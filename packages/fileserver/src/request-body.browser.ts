/**
 * What `fetch` is given as the body of an upload: browsers stream requests over HTTP/2 only, and not all of them do,
 * so the stream is collected into a Blob, which the browser may keep on disk.
 */
export async function requestBody(stream: ReadableStream<Uint8Array>): Promise<BodyInit> {
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
}
