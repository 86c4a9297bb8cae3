import type { SweepableFileServer, SweepReport } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";
import type { NatsConnection } from "@natsbridge/transport";
import { connectOptions } from "../settings/connect-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openConnection } from "../settings/open-connection.ts";
import { storeOptions } from "../settings/store-options.ts";
import { print, printJson } from "../terminal/print.ts";
import { referredFiles } from "./referred-files.ts";

/** Flags of `natsbridge sweep`. */
export interface SweepFlags extends GlobalFlags {
  /** In ms. */
  readonly olderThan: number;
  readonly objectstore?: string | undefined;
  readonly keepStream?: readonly string[] | undefined;
  readonly dryRun?: true | undefined;
}

/** Removes old files of a store that can list them. */
export async function runSweep(flags: SweepFlags, signal: AbortSignal): Promise<number> {
  const needsBroker = flags.objectstore !== undefined || flags.keepStream !== undefined;
  const connection = needsBroker ? await openConnection(flags, signal) : undefined;
  try {
    const store = await sweepable(flags, connection);
    const { removed, left } = await sweep(store, flags, connection, signal);
    if (flags.json) printJson({ removed, left, dry_run: flags.dryRun === true });
    else {
      for (const fileid of removed) print(fileid);
      print(`${removed.length} ${flags.dryRun ? "would go" : "removed"}, ${left} left`);
    }
    return 0;
  } finally {
    await connection?.close();
  }
}

async function sweep(
  store: SweepableFileServer,
  flags: SweepFlags,
  connection: NatsConnection | undefined,
  signal: AbortSignal,
): Promise<SweepReport> {
  const { olderThan, keepStream = [], dryRun } = flags;
  const isReferred =
    connection === undefined
      ? () => false
      : await referredFiles(connection, keepStream, await jetStreamPlace(flags));
  const wouldGo: string[] = [];
  const keep = (fileid: string) => {
    if (isReferred(fileid)) return true;
    if (dryRun) wouldGo.push(fileid);
    return dryRun === true;
  };
  const report = await store.sweep({ older_than: olderThan / 1000, keep, signal });
  return dryRun ? { removed: wouldGo, left: report.left - wouldGo.length } : report;
}

async function sweepable(
  flags: SweepFlags,
  connection: NatsConnection | undefined,
): Promise<SweepableFileServer> {
  if (flags.objectstore !== undefined && connection !== undefined) {
    const { createObjectStoreFileServer } = await import("@natsbridge/fileserver-objectstore");
    // Nothing is uploaded, so no link will ever name it.
    const gateway_url = "http://gateway.invalid";
    const place = await jetStreamPlace(flags);
    const bucket = flags.objectstore;
    return createObjectStoreFileServer({ connection, gateway_url, bucket, ...place });
  }
  const { additions } = await connectOptions(flags);
  const { fileserver } = await storeOptions(flags, additions);
  if (fileserver !== undefined && "sweep" in fileserver) return fileserver as SweepableFileServer;
  throw new NatsBridgeError({
    code: "unsupported",
    message:
      fileserver === undefined
        ? "Plik and the server of natsbridge dev remove files by themselves when their time to live is over. Say --s3 or --objectstore"
        : `The store ${fileserver.name} cannot list its files, so they cannot be swept`,
  });
}
