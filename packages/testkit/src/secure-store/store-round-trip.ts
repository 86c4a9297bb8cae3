import { deepStrictEqual, rejects } from "node:assert/strict";
import type { SecureStore } from "./secure-store.ts";

const BYTES = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 31) >>> 8);

/** Stores bytes, reads them, removes them and finds them gone; gives what the store said of them. */
export async function storeRoundTrip(store: SecureStore): Promise<{ readonly url: string }> {
  const stored = await store.upload("round trip.bin", BYTES);
  const { body } = await store.download(stored.url);
  const read = await new Response(body as BodyInit).arrayBuffer();
  deepStrictEqual(Buffer.from(read).equals(BYTES), true);
  await store.remove?.(stored);
  await rejects(store.download(stored.url), { code: "link_gone" });
  return stored;
}
