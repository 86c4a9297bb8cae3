import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { type Result, SECTIONS } from "../cases/case.ts";
import { PEERS } from "../cases/dimensions.ts";
import { Progress } from "../report/progress.ts";
import { countResults, type Report } from "../report/report.ts";
import type { Flags } from "./flags.ts";
import { planSections } from "./plan-sections.ts";
import { runUnits } from "./run-units.ts";
import { startBrokers } from "./servers.ts";
import { startPeers } from "./start-peers.ts";

/** Starts servers and peers, proves what the flags ask for, and ends everything it started. */
export async function runConformance(flags: Flags, signal: AbortSignal): Promise<Report> {
  const started = new Date();
  await using brokers = await startBrokers(signal);
  await using files = await createLocalFileServer({});
  await using peers = await startPeers(brokers.usual, flags.peers);
  for (const [name, runtime] of peers.runtimes) console.log(`${name}: ${runtime}`);
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-conformance-"));
  try {
    const scope = { peers: flags.peers, missing: peers.missing };
    const { units, settled } = planSections(flags.sections, flags.match, scope);
    const results: Result[] = [...settled];
    const messages: Record<string, unknown> = {};
    let count = 0;
    const keepMessage = (message: unknown) => {
      const key = String(++count);
      messages[key] = message;
      return key;
    };
    const context = {
      brokers,
      peers: peers.running,
      fileserverUrl: files.url,
      folder,
      keepMessage,
    };
    const progress = new Progress(units.reduce((sum, { cases }) => sum + cases.length, 0));
    await runUnits(units, context, signal, (proved) => {
      results.push(...proved);
      progress.add(proved);
    });
    progress.end();
    return {
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      runtimes: Object.fromEntries(peers.runtimes),
      missing: peers.missing,
      counts: countResults(results),
      results: results.sort(inOrder),
      messages,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As the report shows them: work is done in whatever order it comes. */
function inOrder(one: Result, other: Result): number {
  const place = ({ section, row, column }: Result) => [
    SECTIONS.indexOf(section),
    indexOrLast(row),
    indexOrLast(column),
  ];
  const others = place(other);
  return place(one).reduce((order, at, index) => order || at - (others[index] ?? 0), 0);
}

function indexOrLast(name: string): number {
  const index = PEERS.map(String).indexOf(name);
  return index < 0 ? PEERS.length : index;
}
