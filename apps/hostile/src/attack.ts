/** Where an attack finds its servers. */
export interface World {
  /** A nats-server with JetStream. */
  readonly nats: string;
  /** An HTTP server that answers as the path asks, see `startHostileServer` of testkit. */
  readonly http: string;
}

/** One attack, and what must come of it. */
export interface Attack {
  readonly name: string;
  /** What must come, as text. */
  readonly expected: string;
  /** Longest time that the event loop may be held, in ms of the thread's own time. Default: 1,000. */
  readonly block_ms?: number;
  /** Most memory of the process, in MB. Default: 300. */
  readonly memory_mb?: number;
  /** Files that the process may have open. Default: what the system allows. */
  readonly open_files?: number;
  /** Makes the message, before anything is watched. */
  prepare?(): Promise<string>;
  /** Does it, and says what came. `body` is what was prepared. */
  run(world: World, body: string): Promise<string>;
}

/** What a child says of its attack. */
export interface AttackReport {
  readonly came: string;
  readonly block_ms: number;
  readonly memory_mb: number;
}
