import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import type { Attack, World } from "./attack.ts";
import { codeOf, link, message, receive } from "./messages.ts";

const FILE = "0b4d5c1e-7f0a-4e5b-9c3d-2f1e0d9c8b7a-a.bin";

/** How often the server was asked under a key. */
async function asked({ http }: World, key: string): Promise<string> {
  return (await fetch(`${http}/asked/${key}`)).text();
}

/** Whose link it is, and what a download may cost. */
export const LINK_ATTACKS: readonly Attack[] = [
  {
    name: "link out of a WebDAV folder, encoded in every way",
    expected: "link_forbidden unsupported 0",
    async run(world) {
      const store = createHttpFileServer({ url: `${world.http}/file/dav`, headers: { a: "s" } });
      const codes = new Set<string>();
      for (const path of ["..%2f", "%2e%2e%2f", "%252e%252e%252f", "x%5c..%5c..%5c", "../"]) {
        const url = `${world.http}/file/dav/${path}${FILE}`;
        codes.add(await receive(message([link(url)]), { fileservers: [store] }));
        codes.add(
          await codeOf(
            store.remove?.({ url }).then(() => "removed") ?? codeOf(Promise.resolve("no remove")),
          ),
        );
      }
      return `${[...codes].join(" ")} ${await asked(world, "dav")}`;
    },
  },
  {
    name: "link to the default address beside a store",
    expected: "link_forbidden",
    run: () =>
      receive(message([link("http://localhost:8080/file/u/f/x")]), {
        fileservers: [
          createS3FileServer({
            endpoint: "https://s3.example.org",
            bucket: "b",
            access_key_id: "a",
            secret_access_key: "s",
          }),
        ],
      }),
  },
  {
    name: "link of another tenant of an allowed host",
    expected: "link_forbidden",
    run: ({ http }) =>
      receive(message([link(`${http}/file/a/..%2fb`)]), {
        allowed_link_origins: [`${http}/file/a/`],
      }),
  },
  ...["upgrade", "wordless"].map(
    (how): Attack => ({
      name: `answer that is none: ${how}`,
      expected: "link_unreachable",
      run: ({ http }) =>
        receive(message([link(`${http}/${how}/x`)]), {
          allowed_link_origins: [http],
          max_retries: 3,
          base_delay: 1,
        }),
    }),
  ),
  {
    name: "link that trickles",
    expected: "link_unreachable",
    run: ({ http }) =>
      receive(message([link(`${http}/trickle/x`)]), {
        allowed_link_origins: [http],
        max_retries: 5,
      }),
  },
  {
    name: "300 links to one file of 2 MiB",
    expected: "link_too_large",
    run: ({ http }) =>
      receive(message(Array.from({ length: 300 }, () => link(`${http}/file/x`))), {
        allowed_link_origins: [http],
        max_download_bytes: 4 * 1024 * 1024,
      }),
  },
];
