import type { FileServer, StoredFile } from "@natsbridge/fileserver";
import { fileServerOf } from "./file-server.ts";
import type { StoreOptions } from "./store-options.ts";

/** A store that knows what was put into it, so that a trial leaves nothing there. */
export interface RemovingStore {
  readonly options: StoreOptions;
  removeAll(): Promise<void>;
}

/** The store of the options, Plik by default, with a memory. */
export function removingStore(options: StoreOptions): RemovingStore {
  const store = fileServerOf(options);
  const stored: StoredFile[] = [];
  const remembering: FileServer = Object.create(store, {
    upload: {
      value: async (...args: Parameters<FileServer["upload"]>) => {
        const file = await store.upload(...args);
        stored.push(file);
        return file;
      },
    },
  });
  const { fileserver_url: _url, ...rest } = options;
  return {
    options: { ...rest, fileserver: remembering },
    async removeAll() {
      await Promise.all(stored.map((file) => store.remove?.(file).catch(() => undefined)));
    },
  };
}
