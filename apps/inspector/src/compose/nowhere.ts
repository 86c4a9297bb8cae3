import type { FileServer } from "@natsbridge/fileserver";

/** Takes an upload and keeps nothing, so that a message can be planned without being sent. */
export const nowhere: FileServer = {
  name: "plan",
  capabilities: { range: false, ttl: false, remove: false, streaming: true, crossOrigin: false },
  async upload(name, body) {
    if (body instanceof ReadableStream) await body.pipeTo(new WritableStream());
    const url = `https://file-server.invalid/${encodeURIComponent(name)}`;
    return { url, uploadid: "plan", fileid: "plan", status: 200 };
  },
  download() {
    return Promise.reject(new Error("Nothing was uploaded"));
  },
};
