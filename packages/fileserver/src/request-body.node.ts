/** What `fetch` is given as the body of an upload: here the stream itself, so that nothing is collected. */
export async function requestBody(stream: ReadableStream<Uint8Array>): Promise<BodyInit> {
  return stream;
}
