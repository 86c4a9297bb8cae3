import { createHash } from "node:crypto";
import { smartreceive } from "@natsbridge/core";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import type { Benchmark } from "../benchmark.ts";
import { curlUpload, seedDownload } from "./seed-client.ts";
import type { FileServers } from "./start-file-servers.ts";

/** What is moved: bytes, and the same in a file. */
export interface Payload {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** Uploads of bytes in memory against curl's of a file. */
export function uploads({ local, sink }: FileServers, payload: Payload): Benchmark[] {
  const size = `${payload.bytes.length / 2 ** 20} MiB`;
  const against = (server: string, what: string, atLeast: number): Benchmark => {
    const plik = createPlikFileServer({ url: server });
    return {
      name: `upload of ${size} to a server that ${what}`,
      unit: "ms",
      contenders: [
        {
          name: "natsbridge",
          run: async () => {
            await plik.upload("payload", payload.bytes);
          },
        },
        { name: "curl", run: () => curlUpload(server, payload.path).then(() => undefined) },
      ],
      bars: [{ against: "curl", atLeast }],
    };
  };
  return [against(local, "writes to disk", 0.95), against(sink, "throws away", 0.5)];
}

/** Verified downloads against the original's unverified one, and against a bare `fetch`. */
export async function downloads({ local }: FileServers, payload: Payload): Promise<Benchmark[]> {
  const size = `${payload.bytes.length / 2 ** 20} MiB`;
  const { url } = await createPlikFileServer({ url: local }).upload("payload", payload.bytes);
  const message = linkMessage(url, payload.bytes);
  const options = { fileserver_url: local, max_download_bytes: 2 ** 32 };
  return [
    {
      name: `download of ${size} into memory`,
      unit: "ms",
      contenders: [
        {
          name: "natsbridge, verified",
          run: async () => {
            await smartreceive(message, options);
          },
        },
        { name: "seed, unverified", run: () => seedDownload(url).then(() => undefined) },
      ],
      bars: [{ against: "seed, unverified", atLeast: 1.2 }],
    },
    {
      name: `download of ${size} as a stream`,
      unit: "ms",
      contenders: [
        {
          name: "natsbridge, verified",
          run: async () => {
            const { payloads } = await smartreceive(message, { ...options, lazy: true });
            const reader = payloads[0]?.[1].stream().getReader();
            while (!(await reader?.read())?.done);
          },
        },
        {
          name: "fetch that hashes",
          run: async () => {
            const hash = createHash("sha256");
            const { body } = await fetch(url);
            for await (const chunk of body ?? []) hash.update(chunk);
            hash.digest();
          },
        },
      ],
      bars: [{ against: "fetch that hashes", atLeast: 0.9 }],
    },
  ];
}

/** A message with one linked payload. */
function linkMessage(url: string, bytes: Uint8Array): string {
  return JSON.stringify({
    correlation_id: "bench",
    msg_id: "bench",
    payloads: [
      {
        dataname: "payload",
        payload_type: "binary",
        transport: "link",
        encoding: "none",
        size: bytes.length,
        data: url,
        metadata: { checksum: createHash("sha256").update(bytes).digest("hex") },
      },
    ],
  });
}
