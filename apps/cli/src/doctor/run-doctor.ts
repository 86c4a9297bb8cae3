import { randomUUID } from "node:crypto";
import { DEFAULT_FILESERVER_URL, DEFAULT_SIZE_THRESHOLD } from "@natsbridge/schema";
import { environmentVariable } from "@natsbridge/schema/base";
import { NATSBridge } from "natsbridge";
import { said } from "../said.ts";
import { type ConnectSettings, connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { removingStore } from "../settings/removing-store.ts";
import { storeOptions } from "../settings/store-options.ts";
import { printJson } from "../terminal/print.ts";
import { checkBroker } from "./check-broker.ts";
import { checkClock } from "./check-clock.ts";
import { checkFiles, type FilesReport } from "./check-files.ts";
import { checkMonitoring } from "./check-monitoring.ts";
import { checkPermissions } from "./check-permissions.ts";
import { checkRoundTrips } from "./check-round-trips.ts";
import { checkStreams } from "./check-streams.ts";
import { checkTraps } from "./check-traps.ts";
import { EXIT_CODES, type Finding, findingsOf, worst } from "./finding.ts";
import { showFinding, showVerdict } from "./show-findings.ts";

/** Flags of `natsbridge doctor`. */
export interface DoctorFlags extends GlobalFlags {
  readonly monitoring?: string | undefined;
  readonly subject?: string | undefined;
}

/** Looks at everything that a message passes; gives 0, 1, 2 or 3 as monitoring expects. */
export async function runDoctor(flags: DoctorFlags, signal: AbortSignal): Promise<number> {
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    if (!flags.json) showFinding(finding);
  };
  try {
    for await (const finding of examine(flags, signal)) tell(finding);
  } catch (error) {
    if (signal.aborted) throw error;
    tell(findingsOf("settings").critical(said(error), "Correct what the message names"));
  }
  const status = worst(findings);
  if (flags.json) printJson({ status, findings });
  else showVerdict(status, findings);
  return EXIT_CODES[status];
}

async function* examine(flags: DoctorFlags, signal: AbortSignal): AsyncGenerator<Finding> {
  const settings = await connectOptions(flags);
  const { connection, findings } = await checkBroker(settings, sizeThreshold(settings), signal);
  yield* findings;
  const files = filesUrl(flags, settings);
  yield* checkTraps(settings.label, files ?? "");
  const report: FilesReport =
    files === undefined ? { findings: [] } : await checkFiles(files, signal);
  yield* report.findings;
  const monitored =
    flags.monitoring === undefined
      ? { findings: [] }
      : await checkMonitoring(flags.monitoring, signal);
  yield* monitored.findings;
  if (connection === undefined) return;
  const subject = flags.subject ?? `natsbridge.doctor.${randomUUID()}`;
  try {
    yield* await checkPermissions(connection, subject);
    yield* await checkStreams(connection, await jetStreamPlace(flags), report.fileLife);
  } finally {
    await connection.close();
  }
  yield* checkClock({
    "file server": report.clockAhead,
    broker: "clockAhead" in monitored ? monitored.clockAhead : undefined,
  });
  yield* await roundTrips({ ...flags, subject }, settings, isReachable(report), signal);
}

/** As sends have it; a variable that says no number is told by the round trips. */
function sizeThreshold({ additions }: ConnectSettings): number {
  const variable = Number(environmentVariable("SIZE_THRESHOLD"));
  const set = Number.isNaN(variable) ? DEFAULT_SIZE_THRESHOLD : variable;
  return additions.size_threshold ?? set;
}

function filesUrl(flags: DoctorFlags, { additions }: ConnectSettings): string | undefined {
  if (flags.s3 !== undefined || flags.webdav !== undefined) return undefined;
  if (flags.files === undefined && (additions.s3 ?? additions.webdav) !== undefined)
    return undefined;
  return flags.files ?? additions.files ?? DEFAULT_FILESERVER_URL;
}

function isReachable({ findings }: FilesReport): boolean {
  return findings.every(({ level }) => level !== "critical");
}

async function roundTrips(
  flags: DoctorFlags & { readonly subject: string },
  { servers, connection_options, additions }: ConnectSettings,
  hasFiles: boolean,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { subject } = flags;
  const store = removingStore(await storeOptions(flags, additions));
  try {
    await using bridge = await NATSBridge.connect({
      ...store.options,
      broker_url: servers,
      connection_options,
      signal,
    });
    return await checkRoundTrips(bridge, subject, hasFiles, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const mend = `Allow this user to publish and subscribe ${subject}, or name another with --subject`;
    return [findingsOf("round trip").critical(said(error), mend)];
  } finally {
    await store.removeAll();
  }
}
