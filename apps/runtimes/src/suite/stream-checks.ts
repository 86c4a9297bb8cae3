import { smartreceive, smartsend } from "natsbridge";
import type { Check, CheckContext } from "./check.ts";
import { expectCode, expectSame, expectSameBytes } from "./expect.ts";
import { manyBytes, piecesOf, sampleBytes } from "./sample-bytes.ts";

/** Makes a message whose one payload is a link, and gives its text. */
async function linked({ settings }: CheckContext, data: Uint8Array): Promise<string> {
  const [, text] = await smartsend("unpublished", [["file", data, "binary"]], {
    ...settingsOf(settings),
    size_threshold: 1,
    is_publish: false,
  });
  return text;
}

const settingsOf = ({ broker_url, fileserver_url }: CheckContext["settings"]) => ({
  broker_url,
  fileserver_url,
});

/** Values that are never held as a whole, big ones, and those that are given up on the way. */
export const streamChecks: readonly Check[] = [
  {
    name: "a stream is sent, and read in pieces",
    async run(context) {
      const bytes = sampleBytes(5, 3_000_000);
      const where = settingsOf(context.settings);
      const sent = piecesOf(bytes, 100_000);
      const [, text] = await smartsend(context.unique, [["film", sent, "video"]], where);
      const env = await smartreceive(text, { ...where, lazy: true });
      const joined = new Uint8Array(bytes.length);
      for (const [, handle] of env.payloads) {
        const reader = handle.stream().getReader();
        let at = 0;
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          joined.set(read.value, at);
          at += read.value.length;
        }
      }
      expectSame(joined, bytes);
    },
  },
  {
    name: "lazy handles give text, JSON, rows and bytes",
    async run(context) {
      const where = settingsOf(context.settings);
      const [, text] = await smartsend(
        "unpublished",
        [
          ["a", "Grüße", "text"],
          ["b", { n: 1 }, "dictionary"],
          ["c", [{ id: 1 }], "arrowtable"],
          ["d", sampleBytes(6, 10), "binary"],
        ],
        { ...where, size_threshold: 1, is_publish: false },
      );
      const { payloads } = await smartreceive(text, { ...where, lazy: true });
      const [a, b, c, d] = payloads.map(([, handle]) => handle);
      expectSame(
        [await a?.text(), await b?.json(), await c?.rows(), await d?.bytes()],
        ["Grüße", { n: 1 }, [{ id: 1 }], sampleBytes(6, 10)],
      );
    },
  },
  {
    name: "a Blob is sent",
    async run({ bridge }) {
      const blob = new Blob(["Grüße"], { type: "text/plain" });
      const answer = await bridge.request("echo.link", [["blob", blob, "binary"]]);
      expectSame(answer.payloads, [["blob", new TextEncoder().encode("Grüße"), "binary"]]);
    },
  },
  {
    name: "a large file goes up and comes down",
    async run(context) {
      const bytes = manyBytes(context.settings.large);
      const text = await linked(context, bytes);
      const { payloads, payload_info } = await smartreceive(text, settingsOf(context.settings));
      const [[, received] = []] = payloads;
      expectSameBytes(received, bytes);
      expectSame(payload_info[0]?.transport, "link");
    },
  },
  {
    name: "progress is told in bytes",
    async run(context) {
      const text = await linked(context, sampleBytes(8, 400_000));
      const steps: unknown[] = [];
      await smartreceive(text, {
        ...settingsOf(context.settings),
        on_progress: ({ direction, loaded, total }) => steps.push([direction, loaded, total]),
      });
      expectSame(steps.at(-1), ["download", 400_000, 400_000]);
    },
  },
  {
    name: "a download is given up when told to",
    async run(context) {
      const text = await linked(context, sampleBytes(9, 4_000_000));
      const stop = new AbortController();
      const receiving = smartreceive(text, {
        ...settingsOf(context.settings),
        signal: stop.signal,
        on_progress: () => stop.abort(),
      });
      await expectCode("aborted", receiving);
    },
  },
  {
    name: "an upload is given up when told to",
    async run({ settings, unique }) {
      const stop = new AbortController();
      // A browser collects a stream before it sends it, so that one without an end would never be sent.
      const sending = smartsend(unique, [["film", sampleBytes(10, 8_000_000), "video"]], {
        ...settingsOf(settings),
        signal: stop.signal,
        on_progress: () => stop.abort(),
      });
      await expectCode("aborted", sending);
    },
  },
];
