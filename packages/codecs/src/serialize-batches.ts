import { messageOf, NatsBridgeError, partLoader } from "@natsbridge/schema/base";
import { invalidPayload } from "./errors.ts";
import type { SerializeOptions } from "./serialize-data.ts";

const batchesToIpcPart = partLoader(() => import("./arrow/batches-to-ipc.ts"));

/**
 * Writes an async iterable of Arrow `RecordBatch`es as the bytes of an `arrowtable`, piece by piece as they come.
 *
 * @throws NatsBridgeError `invalid_payload` for what is no batch, or has another schema than the first; an error of the
 *   iterable itself as it is.
 */
export async function* serializeBatches(
  batches: AsyncIterable<unknown>,
  { arrow_compression }: SerializeOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const { batchesToIpc } = await batchesToIpcPart();
  const faults: unknown[] = [];
  try {
    yield* batchesToIpc(reportFaults(batches, faults), arrow_compression);
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.code === "unsupported") throw error;
    if (faults.includes(error)) throw error;
    throw invalidPayload(`"arrowtable": ${messageOf(error)}`, error);
  }
}

async function* reportFaults(batches: AsyncIterable<unknown>, faults: unknown[]) {
  try {
    yield* batches;
  } catch (error) {
    faults.push(error);
    throw error;
  }
}
