import { describeFault } from "@natsbridge/schema/base";
import type { NetworkFault } from "./network-fault.ts";
import { PROXY_ADVICE } from "./proxy-advice.ts";

interface KnownFault extends Omit<NetworkFault, "text"> {
  readonly pattern: RegExp;
  readonly advice: string;
}

const OURS = { isFinal: true, isOurs: true };

/** What people can mend. */
const KNOWN: readonly KnownFault[] = [
  {
    pattern: /^unexpected redirect$/,
    advice:
      "The answer is a redirect, which uploads do not follow. Is this the address of the store itself?",
    isFinal: true,
  },
  {
    pattern: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT/,
    advice:
      "The server's certificate is of an authority that this process does not know. Start Node with NODE_EXTRA_CA_CERTS=<PEM file of the authority>, or give the store a `fetch` whose agent has it as `ca`",
    ...OURS,
  },
  {
    pattern: /ERR_TLS_CERT_ALTNAME_INVALID/,
    advice: "Use a name that is in the server's certificate, or give it one with this name",
    isFinal: false,
  },
  {
    pattern: /^Proxy response \(407\)|HTTP\/1\.1 407 /,
    advice: PROXY_ADVICE,
    ...OURS,
  },
  {
    pattern: /^invalid onRequestStart method/,
    advice: "The agent is of another undici than this `fetch`: take both from the same package",
    ...OURS,
  },
];

/** Explains why a request got no answer. */
export async function explainNetworkFault(error: unknown, _url: string): Promise<NetworkFault> {
  const text = describeFault(error);
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  if (known === undefined) return { text, isFinal: false };
  const { advice, isFinal, isOurs = false } = known;
  return { text: `${text}. ${advice}`, isFinal, isOurs };
}
