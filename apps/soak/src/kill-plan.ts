import { setTimeout as delay } from "node:timers/promises";
import type { NatsCluster, NatsServer } from "@natsbridge/nats-server";
import type { NatsConnection } from "nats";

/** After which share of the messages a server dies, and after which it is back. */
const STEPS = [
  { after: 0.15, act: "kill a follower" },
  { after: 0.27, act: "restart" },
  { after: 0.38, act: "kill the leader" },
  { after: 0.5, act: "restart" },
  { after: 0.6, act: "kill a follower" },
  { after: 0.7, act: "restart" },
  { after: 0.8, act: "kill the leader" },
  { after: 0.92, act: "restart" },
] as const;

/** Kills servers of a cluster while messages are sent, and holds the senders back where they run ahead of it. */
export class KillPlan {
  /** Resolves when the last step is done. */
  readonly finished: Promise<void>;
  kills = 0;
  readonly #cluster: NatsCluster;
  readonly #messages: number;
  readonly #stream: string;
  readonly #connection: NatsConnection;
  readonly #progress: (text: string) => void;
  readonly #reached = STEPS.map(() => Promise.withResolvers<void>());
  readonly #done = STEPS.map(() => Promise.withResolvers<void>());
  #dead: NatsServer | undefined;

  constructor(
    cluster: NatsCluster,
    messages: number,
    stream: string,
    connection: NatsConnection,
    progress: (text: string) => void,
  ) {
    this.#cluster = cluster;
    this.#messages = messages;
    this.#stream = stream;
    this.#connection = connection;
    this.#progress = progress;
    this.finished = this.#run();
  }

  /** Waits until message `n` may be sent: each step happens while the messages between it and the next are sent. */
  async mayBegin(n: number): Promise<void> {
    for (const [index, { after }] of STEPS.entries()) {
      if (n <= after * this.#messages) return;
      await this.#done[index - 1]?.promise;
    }
  }

  acknowledged(count: number): void {
    for (const [index, { after }] of STEPS.entries()) {
      if (count >= after * this.#messages) this.#reached[index]?.resolve();
    }
  }

  async #run(): Promise<void> {
    for (const [index, { act }] of STEPS.entries()) {
      await this.#reached[index]?.promise;
      this.#progress(act);
      if (act === "restart") await this.#restart();
      else await this.#kill(act === "kill the leader");
      this.#done[index]?.resolve();
    }
  }

  async #kill(isLeaderWanted: boolean): Promise<void> {
    const leader = await this.#leader();
    this.#dead = this.#cluster.servers.find(
      (server, index) => (`n${index + 1}` === leader) === isLeaderWanted && server.pid > 0,
    );
    await this.#dead?.kill("SIGKILL");
    this.kills += 1;
  }

  /** Back again, and healthy: two dead servers of three would be no cluster. */
  async #restart(): Promise<void> {
    await this.#dead?.restart();
    for (const server of this.#cluster.servers) {
      while (!(await fetch(`${server.monitoringUrl}/healthz`).catch(() => undefined))?.ok) {
        await delay(50);
      }
    }
  }

  async #leader(): Promise<string> {
    for (;;) {
      try {
        const manager = await this.#connection.jetstreamManager();
        const { cluster } = await manager.streams.info(this.#stream);
        if (cluster?.leader) return cluster.leader;
      } catch {
        // An election is under way.
      }
      await delay(100);
    }
  }
}
