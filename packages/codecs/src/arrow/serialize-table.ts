import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { invalidPayload } from "../errors.ts";
import type { ArrowCompression } from "./arrow-compression.ts";
import type { TableInput } from "./table-input.ts";
import { tableToIpc } from "./table-to-ipc.ts";

/** Writes the value of an `arrowtable` payload; whatever is wrong with it is `invalid_payload`. */
export async function serializeTable(
  data: unknown,
  compression: ArrowCompression | undefined,
): Promise<Uint8Array> {
  try {
    return await tableToIpc(data as TableInput, { compression });
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.code === "unsupported") throw error;
    throw invalidPayload(`"arrowtable": ${messageOf(error)}`, error);
  }
}
