import { setTimeout as delay } from "node:timers/promises";
import type { TcpProxy } from "testkit";
import { type RotatingCluster, tell } from "./rotating-cluster.ts";

/** How often each accident happens, in ms. */
const EVERY = { kill: 20_000, rotate: 17_000, swallow: 45_000, lose: 31_000, remake: 23_000 };

/** How long a killed server is away, and how long answers of the store are lost, in ms. */
const AWAY = 8_000;
const LOST = 3_000;

/** What accidents happen to. */
export interface AccidentSite {
  readonly cluster: RotatingCluster;
  /** Links between clients and servers. */
  readonly links: readonly TcpProxy[];
  /** Link between clients and the store. */
  readonly store: TcpProxy;
  /** Deletes a stream and makes it anew. */
  remake(): Promise<void>;
  readonly progress: (text: string) => void;
}

/** How often each accident happened. */
export type AccidentCounts = Record<keyof typeof EVERY | "lame_duck", number>;

/** Lets accidents happen until the signal; resolves when everything is whole again. */
export async function causeAccidents(
  site: AccidentSite,
  signal: AbortSignal,
): Promise<AccidentCounts> {
  const { cluster, links, store, remake, progress } = site;
  const counts = { kill: 0, lame_duck: 0, rotate: 0, swallow: 0, lose: 0, remake: 0 };
  const again = async (what: keyof typeof EVERY, accident: (nth: number) => Promise<void>) => {
    for (let nth = 0; ; nth += 1) {
      await delay(EVERY[what], undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      progress(`accident: ${what}`);
      counts[what] += 1;
      await accident(nth);
    }
  };
  await Promise.all([
    // One server at a time: two of three would be no cluster.
    again("kill", async (nth) => {
      const server = cluster.servers[nth % cluster.servers.length];
      // Every third one leaves in peace.
      const isLameDuck = nth % 3 === 2;
      if (isLameDuck) {
        counts.lame_duck += 1;
        tell(server?.pid ?? 0, "SIGUSR2");
      } else await server?.kill("SIGKILL");
      await delay(AWAY);
      if (server !== undefined) await cluster.restart(server);
    }),
    again("rotate", () => cluster.rotate()),
    again("swallow", async (nth) => links[nth % links.length]?.swallow()),
    again("lose", async () => {
      store.loseAnswers();
      await delay(LOST);
      store.cut();
      store.mend();
    }),
    again("remake", remake),
  ]);
  return counts;
}
