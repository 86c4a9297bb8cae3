import type { Durability } from "../shared/stream-records.ts";

/** What counts of a stream's own words. */
export interface StreamState {
  readonly created: string;
  readonly config: {
    readonly num_replicas?: number;
    readonly storage?: string;
    readonly persist_mode?: string;
  };
  readonly state: { readonly first_seq: number; readonly last_seq: number };
}

/** How safe a message is that a stream has acknowledged. */
export function streamDurability({
  num_replicas = 1,
  storage,
  persist_mode,
}: StreamState["config"]): Durability {
  return {
    replicas: num_replicas,
    storage: storage === "memory" ? "memory" : "file",
    persist_mode: persist_mode === "async" ? "async" : "default",
  };
}

/** How one machine may lose an acknowledged message, and what helps; undefined where it may not. */
export function weakness(
  stream: string,
  { replicas, storage, persist_mode }: Durability,
): string | undefined {
  const reasons = [
    ...(replicas === 1 ? ["it has one copy (num_replicas 1), which goes with its machine"] : []),
    ...(storage === "memory" ? ["it is in memory, which a restart empties"] : []),
    ...(persist_mode === "async"
      ? ["it acknowledges before a message is on disk (persist_mode async)"]
      : []),
  ];
  if (reasons.length === 0) return undefined;
  return `Messages that stream "${stream}" has acknowledged can be lost with one machine: ${reasons.join("; ")}. If they must stay, give it num_replicas 3, storage file and persist_mode default`;
}
