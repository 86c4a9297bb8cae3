import { check, checkBytes, checkRejects } from "./check.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { readDownload, sampleBytes } from "./sample-data.ts";

/** Removal, and reading from a page. */
export const OTHER_CASES: readonly ConformanceCase[] = [
  {
    name: "a removed file is gone, and removing it again is fine",
    needs: ["remove"],
    async run(store) {
      const stored = await store.upload("removed.bin", sampleBytes(1000));
      const other = await store.upload("removed.bin", sampleBytes(1000, 2));
      check(store.remove !== undefined, "capabilities.remove without a method remove");
      await store.remove(stored);
      await checkRejects(store.download(stored.url), ["link_gone"], "download of a removed file");
      await store.remove(stored);
      const left = await readDownload(await store.download(other.url));
      checkBytes(left, sampleBytes(1000, 2), "the other file");
    },
  },
  {
    name: "a removable file can be removed by its link",
    needs: ["remove"],
    async run(store) {
      const { url } = await store.upload("removable.bin", sampleBytes(1000), { removable: true });
      await store.remove?.({ url });
      await checkRejects(store.download(url), ["link_gone"], "download of a removed file");
    },
  },
  {
    name: "a page of another origin can read the link",
    needs: ["crossOrigin"],
    async run(store) {
      const { url } = await store.upload("page.bin", sampleBytes(10));
      const response = await fetch(url, { headers: { origin: "https://page.example.org" } });
      await response.arrayBuffer();
      const allowed = response.headers.get("access-control-allow-origin");
      check(
        allowed === "*" || allowed === "https://page.example.org",
        `access-control-allow-origin is ${allowed}`,
      );
    },
  },
];
