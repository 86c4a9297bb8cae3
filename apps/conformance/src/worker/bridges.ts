import { NATSBridge } from "@natsbridge/core";

/** One bridge per server, opened when it is first asked for. */
export class Bridges {
  readonly #natsUrl: string;
  readonly #open = new Map<string, Promise<NATSBridge>>();

  constructor(natsUrl: string) {
    this.#natsUrl = natsUrl;
  }

  /** The bridge to a server; absent `url` means the one that carries the jobs. */
  to(url: unknown): Promise<NATSBridge> {
    const broker_url = typeof url === "string" ? url : this.#natsUrl;
    const known = this.#open.get(broker_url);
    if (known !== undefined) return known;
    const bridge = NATSBridge.connect({ broker_url });
    this.#open.set(broker_url, bridge);
    // A server that could not be reached is asked again next time.
    bridge.catch(() => this.#open.delete(broker_url));
    return bridge;
  }

  async close(): Promise<void> {
    const bridges = await Promise.allSettled(this.#open.values());
    await Promise.allSettled(
      bridges.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)),
    );
  }
}
