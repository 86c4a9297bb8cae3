import { describeFault } from "./describe-fault.ts";
import type { NetworkFault } from "./network-fault.ts";

/** What no later attempt mends, but people do. */
const MENDABLE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /^unexpected redirect$/,
    "The answer is a redirect, which uploads do not follow. Is this the address of the store itself?",
  ],
  [
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT/,
    "The server's certificate is of an authority that this process does not know. Start Node with NODE_EXTRA_CA_CERTS=<PEM file of the authority>, or give the store a `fetch` whose agent has it as `ca`",
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    "Use a name that is in the server's certificate, or give it one with this name",
  ],
  [
    /^Proxy response \(407\)/,
    "The proxy wants a user and a password, or does not take those it got: check HTTPS_PROXY, or the agent of the store's `fetch`",
  ],
  [
    /^invalid onRequestStart method/,
    "The agent is of another undici than this `fetch`: take both from the same package",
  ],
];

/** Explains why a request got no answer. */
export async function explainNetworkFault(error: unknown, _url: string): Promise<NetworkFault> {
  const text = describeFault(error);
  const advice = MENDABLE.find(([pattern]) => pattern.test(text))?.[1];
  return advice === undefined
    ? { text, isFinal: false }
    : { text: `${text}. ${advice}`, isFinal: true };
}
