import ky from "ky";
import { isUploadSource, REQUEST_INIT, type SendRequest } from "./send-request.ts";

/** Makes a request; a source is sent as it is read, so that nothing is collected. */
export async function send(url: string, request: SendRequest): Promise<Response> {
  const { fetch, method, headers, signal, body, frame } = request;
  const content = isUploadSource(body) ? body.open(frame) : body;
  return ky(url, {
    ...REQUEST_INIT,
    ...(fetch === undefined ? {} : { fetch }),
    ...(content === undefined ? {} : { body: content }),
    method,
    headers,
    signal,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
}
