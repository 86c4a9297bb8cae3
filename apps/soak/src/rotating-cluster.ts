import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type NatsServer, startNatsCluster } from "@natsbridge/nats-server";

/** Time in ms after which clients of the cluster know a password that its servers already ask for. */
const LATE = 2_000;

/** A cluster whose accounts are rotated: its servers ask for another password, and clients learn it a little later. */
export interface RotatingCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  readonly urls: readonly string[];
  /** The password as clients know it. */
  readonly password: string;
  /** Another password from now on; resolves when clients know it. */
  rotate(): Promise<void>;
  /** Starts a server again; resolves when all are healthy. */
  restart(server: NatsServer): Promise<void>;
}

/** Starts three servers with the user `soak`, whose password rotates, and `admin`, whose does not. */
export async function startRotatingCluster(): Promise<RotatingCluster> {
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-soak-"));
  const file = join(directory, "accounts.conf");
  let rotations = 0;
  let password = "p0";
  const write = async () => {
    const users = `{ user: soak, password: p${rotations} }, { user: admin, password: x }`;
    // A server that starts now reads the old one or the new one, and never a half.
    await writeFile(`${file}.new`, `accounts { SOAK { jetstream: enabled, users: [${users}] } }\n`);
    await rename(`${file}.new`, file);
  };
  await write();
  const cluster = await startNatsCluster({
    size: 3,
    jetstream: true,
    // Servers read it from beside their own folder.
    config: `include "../${basename(directory)}/accounts.conf"
lame_duck_duration: "30s"
lame_duck_grace_period: "1s"`,
  });
  const { servers, urls } = cluster;
  // A server that is starting does not take signals yet, and reads the password of the moment.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const healthy = async () => {
    for (const { monitoringUrl } of servers) {
      while (!(await fetch(`${monitoringUrl}/healthz`).catch(() => undefined))?.ok) await delay(50);
    }
  };
  return {
    servers,
    urls,
    get password() {
      return password;
    },
    async rotate() {
      await inTurn(async () => {
        rotations += 1;
        await write();
        for (const { pid } of servers) tell(pid, "SIGHUP");
      });
      await delay(LATE);
      password = `p${rotations}`;
    },
    restart: (server) =>
      inTurn(async () => {
        await server.restart();
        await healthy();
      }),
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One that is down reads its configuration when it starts. */
export function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, signal);
  } catch {
    // It has just died.
  }
}
