import { httpDownload } from "../download/http-download.ts";
import type { TransferProgress } from "../store/file-server.ts";
import { check, checkBytes, checkRejects } from "./check.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { readDownload, sampleBytes } from "./sample-data.ts";

/** What stores must do with what is read from them. */
export const DOWNLOAD_CASES: readonly ConformanceCase[] = [
  {
    name: "a plain GET reads the link",
    needs: [],
    async run(store) {
      const bytes = sampleBytes(100_000);
      const { url } = await store.upload("plain.bin", bytes);
      checkBytes(await readDownload(await httpDownload(url)), bytes, "plain GET");
    },
  },
  {
    name: "a file can be read many times, also at once",
    needs: [],
    async run(store) {
      const bytes = sampleBytes(300_000);
      const { url } = await store.upload("many.bin", bytes);
      const reads = Array.from({ length: 10 }, async () => readDownload(await store.download(url)));
      for (const got of await Promise.all(reads)) checkBytes(got, bytes, "one of ten reads");
      checkBytes(await readDownload(await store.download(url)), bytes, "a later read");
    },
  },
  {
    name: "the size of a download is right or not said",
    needs: [],
    async run(store) {
      const { url } = await store.upload("size.bin", sampleBytes(12_345));
      const download = await store.download(url);
      await download.body.cancel();
      check(download.offset === 0, `offset is ${download.offset}`);
      const isRight = download.size === undefined || download.size === 12_345;
      check(isRight, `size is ${download.size}`);
    },
  },
  {
    name: "progress of a download grows up to the size",
    needs: [],
    async run(store) {
      const { url } = await store.upload("progress.bin", sampleBytes(500_000));
      const steps: TransferProgress[] = [];
      await readDownload(await store.download(url, { onProgress: (step) => steps.push(step) }));
      check(steps.at(-1)?.loaded === 500_000, `progress ended at ${steps.at(-1)?.loaded}`);
    },
  },
  {
    name: "a download with an offset gives the rest, or says that it starts at 0",
    needs: [],
    async run(store) {
      const bytes = sampleBytes(200_000);
      const { url } = await store.upload("rest.bin", bytes);
      const download = await store.download(url, { offset: 150_000 });
      const { offset } = download;
      check(offset === 0 || offset === 150_000, `offset is ${offset}`);
      checkBytes(await readDownload(download), bytes.subarray(offset), "download");
    },
  },
  {
    name: "a download goes on where it stopped",
    needs: ["range"],
    async run(store) {
      const bytes = sampleBytes(200_000);
      const { url } = await store.upload("range.bin", bytes);
      const first = await store.download(url);
      await first.body.cancel();
      const { etag } = first;
      const download = await store.download(url, { offset: 199_999, etag });
      check(download.offset === 199_999, `offset is ${download.offset}`);
      check(download.size === 200_000, `size is ${download.size}`);
      checkBytes(await readDownload(download), bytes.subarray(199_999), "rest");
    },
  },
  {
    name: "a download of another version starts at 0",
    needs: ["range"],
    async run(store) {
      const bytes = sampleBytes(200_000);
      const { url } = await store.upload("version.bin", bytes);
      const download = await store.download(url, { offset: 100, etag: '"of another file"' });
      check(download.offset === 0, `offset is ${download.offset}`);
      checkBytes(await readDownload(download), bytes, "download");
    },
  },
  {
    name: "an aborted download ends",
    needs: [],
    async run(store) {
      const { url } = await store.upload("aborted.bin", sampleBytes(3_000_000));
      const controller = new AbortController();
      const download = await store.download(url, { signal: controller.signal });
      const reader = download.body.getReader();
      await reader.read();
      controller.abort();
      const readOn = async () => {
        while (!(await reader.read()).done);
      };
      await checkRejects(readOn(), ["aborted"], "reading on");
      const late = store.download(url, { signal: controller.signal });
      await checkRejects(late, ["aborted"], "download with an aborted signal");
    },
  },
  {
    name: "a download that is cancelled leaves the file",
    needs: [],
    async run(store) {
      const bytes = sampleBytes(3_000_000);
      const { url } = await store.upload("cancelled.bin", bytes);
      const download = await store.download(url);
      await download.body.cancel();
      checkBytes(await readDownload(await store.download(url)), bytes, "download");
    },
  },
];
