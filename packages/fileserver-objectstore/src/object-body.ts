import type { TransferProgress } from "@natsbridge/fileserver";
import type { Transfer } from "./link-transfer.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { readObject } from "./read-object.ts";

/** What {@link objectBody} needs. */
export interface ObjectBodyOptions {
  readonly offset: number;
  readonly transfer: Transfer;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** An object's bytes as a stream; its end, however it comes, releases the transfer. */
export function objectBody(
  store: ObjectStore,
  info: ObjectInfo,
  { offset, transfer, onProgress }: ObjectBodyOptions,
): ReadableStream<Uint8Array> {
  const chunks = readObject(store, info, { offset }, transfer.signal);
  let loaded = offset;
  return new ReadableStream<Uint8Array>(
    {
      async pull(target) {
        try {
          const { done, value } = await chunks.next();
          transfer.signal.throwIfAborted();
          if (done) {
            transfer.release();
            return target.close();
          }
          loaded += value.length;
          onProgress?.({ loaded, total: info.size });
          target.enqueue(value);
        } catch (error) {
          const typed = transfer.asError(error, "link_unreachable");
          transfer.release();
          throw typed;
        }
      },
      cancel: () => transfer.release(),
    },
    { highWaterMark: 0 },
  );
}
