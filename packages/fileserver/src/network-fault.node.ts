import { describeFault } from "./describe-fault.ts";
import type { NetworkFault } from "./network-fault.ts";

/** Explains why a request got no answer. */
export async function explainNetworkFault(error: unknown, _url: string): Promise<NetworkFault> {
  const text = describeFault(error);
  if (text !== "unexpected redirect") return { text, isFinal: false };
  return {
    text: "the answer is a redirect, which uploads do not follow. Is this the address of the store itself?",
    isFinal: true,
  };
}
