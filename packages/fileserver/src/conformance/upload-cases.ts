import type { TransferProgress } from "../store/file-server.ts";
import { check, checkBytes, checkRejects } from "./check.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { foreignLinks } from "./foreign-links.ts";
import { readDownload, sampleBytes, sampleStream } from "./sample-data.ts";

const SIZES = [0, 1, 65_537, 3_000_000];

const NAMES = [
  "plain.bin",
  "",
  ".",
  "..",
  "../../etc/passwd",
  "a/b/c.txt",
  "C:\\temp\\x",
  "with spaces and (brackets) & more.csv",
  "quotes \" and '",
  "line\r\nbreak: x",
  "100 % sure?#fragment",
  "дані 数据 😀.arrow",
  "lone \ud800 surrogate",
  "x".repeat(1000),
  "😀".repeat(500),
];

/** What stores must do with what is put into them. */
export const UPLOAD_CASES: readonly ConformanceCase[] = [
  ...SIZES.map(
    (size): ConformanceCase => ({
      name: `${size} bytes come back as stored`,
      needs: [],
      async run(store) {
        const bytes = sampleBytes(size);
        const stored = await store.upload("sample.bin", bytes, { size });
        checkBytes(await readDownload(await store.download(stored.url)), bytes, "download");
      },
    }),
  ),
  ...[true, false].map(
    (isSizeKnown): ConformanceCase => ({
      name: `a stream of ${isSizeKnown ? "known" : "unknown"} length is stored`,
      needs: [],
      async run(store) {
        const bytes = sampleBytes(1_000_001);
        const options = isSizeKnown ? { size: bytes.length } : {};
        const stored = await store.upload("stream.bin", sampleStream(bytes), options);
        checkBytes(await readDownload(await store.download(stored.url)), bytes, "download");
      },
    }),
  ),
  {
    name: "a stored file is described completely",
    needs: [],
    async run(store) {
      const stored = await store.upload("sample.bin", sampleBytes(10));
      check(/^https?:\/\//.test(stored.url), `url is not absolute: ${stored.url}`);
      check(new URL(stored.url).href === stored.url, `url is not normalized: ${stored.url}`);
      check(stored.url.length <= 2048, `url has ${stored.url.length} characters, more than 2048`);
      check(Number.isInteger(stored.status), "status is no number");
      check(typeof stored.uploadid === "string", "uploadid is no string");
      check(typeof stored.fileid === "string", "fileid is no string");
      if (store.origins !== undefined)
        check(
          store.origins.includes(new URL(stored.url).origin),
          `origins ${store.origins.join(", ")} do not hold that of ${stored.url}`,
        );
      check(store.owns?.(stored.url) !== false, `owns() does not know ${stored.url}`);
      for (const link of foreignLinks(stored.url))
        check(store.owns?.(link) !== true, `owns() takes ${link} for a link of this store`);
    },
  },
  {
    name: "any name is taken and chooses no path",
    needs: [],
    async run(store) {
      for (const [index, name] of NAMES.entries()) {
        const bytes = sampleBytes(100, index + 1);
        const stored = await store.upload(name, bytes);
        const got = await readDownload(await store.download(stored.url));
        checkBytes(got, bytes, `name ${JSON.stringify(name.slice(0, 40))}`);
      }
    },
  },
  {
    name: "ten files of one name, stored at once, are ten files",
    needs: [],
    async run(store) {
      const all = Array.from({ length: 10 }, (_, index) => sampleBytes(50_000, index + 1));
      const stored = await Promise.all(all.map((bytes) => store.upload("same.bin", bytes)));
      check(new Set(stored.map(({ url }) => url)).size === 10, "two files have one link");
      for (const [index, bytes] of all.entries()) {
        const got = await readDownload(await store.download(stored[index]?.url ?? ""));
        checkBytes(got, bytes, `file ${index}`);
      }
    },
  },
  {
    name: "progress of an upload grows up to the size",
    needs: [],
    async run(store) {
      const steps: TransferProgress[] = [];
      await store.upload("progress.bin", sampleBytes(2_000_000), {
        onProgress: (step) => steps.push(step),
      });
      const last = steps.at(-1);
      check(last?.loaded === 2_000_000, `progress ended at ${last?.loaded}`);
      check(last.total === 2_000_000, `progress said a total of ${last.total}`);
      const isGrowing = steps.every(
        ({ loaded }, index) => loaded >= (steps[index - 1]?.loaded ?? 0),
      );
      check(isGrowing, "progress went back");
    },
  },
  {
    name: "a stream that fails fails the upload, with its error as a cause",
    needs: [],
    async run(store) {
      const failure = new Error("the source broke");
      const body = sampleStream(sampleBytes(200_000), { failure });
      const error = await checkRejects(
        store.upload("broken.bin", body, { size: 400_000 }),
        ["upload_failed"],
        "upload of a failing stream",
      );
      let cause: unknown = error;
      while (cause instanceof Error && cause !== failure) cause = cause.cause;
      check(cause === failure, "the stream's error is not among the causes");
    },
  },
  ...[-1, 1].map(
    (difference): ConformanceCase => ({
      name: `a stream ${difference < 0 ? "longer" : "shorter"} than its size fails the upload`,
      needs: [],
      async run(store) {
        const body = sampleStream(sampleBytes(100_000));
        await checkRejects(
          store.upload("odd.bin", body, { size: 100_000 + difference }),
          ["upload_failed"],
          "upload of a stream of another size",
        );
      },
    }),
  ),
  ...["before it starts", "half-way"].map(
    (when): ConformanceCase => ({
      name: `an upload aborted ${when} cancels its stream`,
      needs: [],
      async run(store) {
        const controller = new AbortController();
        let isCancelled = false;
        const body = sampleStream(sampleBytes(200_000), {
          isEndless: true,
          onCancel: () => {
            isCancelled = true;
          },
        });
        if (when === "before it starts") controller.abort();
        const upload = store.upload("aborted.bin", body, {
          signal: controller.signal,
          onProgress: ({ loaded }) => loaded === 200_000 && controller.abort(),
        });
        await checkRejects(upload, ["aborted"], "aborted upload");
        check(isCancelled, "the stream was not cancelled");
      },
    }),
  ),
  {
    name: "an aborted upload reads no more from a stream that never waits",
    needs: [],
    async run(store) {
      const controller = new AbortController();
      let pulled = 0;
      const body = new ReadableStream<Uint8Array>(
        {
          pull(target) {
            pulled += 1;
            if (pulled > 1000) target.error(new Error("read on after the abort"));
            else target.enqueue(new Uint8Array(50_000));
          },
        },
        { highWaterMark: 0 },
      );
      const upload = store.upload("endless.bin", body, {
        signal: controller.signal,
        onProgress: ({ loaded }) => loaded >= 1_000_000 && controller.abort(),
      });
      await checkRejects(upload, ["aborted"], "aborted upload");
      check(pulled < 500, `${pulled} pieces were read, 20 were needed`);
    },
  },
  {
    name: "a body that is neither bytes nor a stream is refused",
    needs: [],
    async run(store) {
      const upload: (name: string, body: never) => Promise<unknown> = (name, body) =>
        store.upload(name, body);
      const wrong = "text" as never;
      await checkRejects(upload("text", wrong), ["invalid_payload"], "upload of a string");
    },
  },
  {
    name: "a time to live shows in expires_at",
    needs: ["ttl"],
    async run(store) {
      const before = Date.now();
      const stored = await store.upload("ttl.bin", sampleBytes(10), { ttl: 3600 });
      const left = Date.parse(stored.expires_at ?? "") - before;
      check(left > 3_500_000 && left < 3_700_000, `expires_at is ${stored.expires_at}`);
    },
  },
];
