import { describeFault } from "./describe-fault.ts";
import type { NetworkFault } from "./network-fault.ts";

/** Explains why a request got no answer. */
export async function explainNetworkFault(error: unknown, _url: string): Promise<NetworkFault> {
  return { text: describeFault(error), isFinal: false };
}
