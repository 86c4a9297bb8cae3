import type { PeerClient } from "./peer-client.ts";
import type { Brokers } from "./servers.ts";

/**
 * One message of a peer to itself over each broker before anything is measured: some runtimes compile at the first
 * call, for seconds in which they answer nobody. What goes wrong here goes wrong again where it counts.
 */
export async function rehearse(peer: PeerClient, brokers: Brokers): Promise<void> {
  for (const name of ["usual", "wide"] as const) {
    const subject = `conformance.rehearsal.${peer.declaration.name}.${name}`;
    const options = { broker_url: brokers[name].urlFor(peer.declaration) };
    const payloads = [{ dataname: "rehearsal", type: "jsontable", value: [{ a: 1, b: "two" }] }];
    const { handle } = await peer.ask({ op: "receive", subject, options });
    await peer.ask({ op: "send", subject, payloads, options });
    if (handle !== undefined) await peer.ask({ op: "collect", handle, answer: "digest" });
  }
}
