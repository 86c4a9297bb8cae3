import type { SweepOptions, SweepReport } from "@natsbridge/fileserver";
import { infoOn, lastTime, listSubjects, purge, removeObject } from "./bucket.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { allInfosSubject, chunkSubject } from "./subjects.ts";

/** Removes old objects, and old chunks that never became an object because their writer died. */
export async function sweepBucket(store: ObjectStore, options: SweepOptions): Promise<SweepReport> {
  const { keep, older_than, signal } = options;
  const limit = Date.now() - older_than * 1000;
  const removed: string[] = [];
  const known = new Set<string>();
  for (const subject of await listSubjects(store, allInfosSubject(store.bucket))) {
    signal?.throwIfAborted();
    const info = await infoOn(store, subject);
    if (info === undefined) continue;
    if (Date.parse(info.mtime) > limit || (await keep?.(info.name)) === true) {
      known.add(chunkSubject(store.bucket, info.nuid));
      continue;
    }
    await removeObject(store, info);
    removed.push(info.name);
  }
  const left = known.size;
  for (const subject of await listSubjects(store, chunkSubject(store.bucket, ">"))) {
    signal?.throwIfAborted();
    if (known.has(subject)) continue;
    const time = await lastTime(store, subject);
    if (time !== undefined && time <= limit) await purge(store, subject);
  }
  return { removed, left };
}
