import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startHostileServer } from "testkit";
import { type Case, caseId, type Result } from "../cases/case.ts";
import { PEERS } from "../cases/dimensions.ts";
import { Progress } from "../report/progress.ts";
import { countResults, type Report } from "../report/report.ts";
import type { Flags } from "./flags.ts";
import { planSections } from "./plan-sections.ts";
import { runUnits } from "./run-units.ts";
import { startBrokers } from "./servers.ts";
import { SharedFiles } from "./shared-files.ts";
import { startPeers } from "./start-peers.ts";

/** Starts servers and peers, proves what the flags ask for, and ends everything it started. */
export async function runConformance(flags: Flags, signal: AbortSignal): Promise<Report> {
  const started = new Date();
  await using brokers = await startBrokers(signal);
  await using files = await createLocalFileServer({ cors: true });
  await using hostile = await startHostileServer();
  await using peers = await startPeers(brokers, flags.peers);
  for (const [name, runtime] of peers.runtimes) console.log(`${name}: ${runtime}`);
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-conformance-"));
  try {
    const scope = { peers: flags.peers, missing: peers.missing };
    const { cases, units, settled } = planSections(flags.sections, flags.match, scope);
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
      linkReaders: peers.linkReaders,
      hostile,
      fileserverUrl: files.url,
      files: new SharedFiles(folder),
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
      runtimes: Object.fromEntries(
        PEERS.flatMap((name) => {
          const runtime = peers.runtimes.get(name);
          return runtime === undefined ? [] : [[name, runtime]];
        }),
      ),
      missing: peers.missing,
      counts: countResults(results),
      results: inOrder(results, cases),
      messages,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As planned: work is done in whatever order it comes. */
function inOrder(results: readonly Result[], cases: readonly Case[]): Result[] {
  const places = new Map(cases.map((one, index) => [caseId(one), index]));
  const place = (result: Result) => places.get(caseId(result)) ?? 0;
  return results.toSorted((one, other) => place(one) - place(other));
}
