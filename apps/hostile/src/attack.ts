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
  /** Longest time that the event loop may stand, in ms, on a machine that has other things to do. Default: 1,000. */
  readonly block_ms?: number;
  /** Most memory of the process, in MB. Default: 300. */
  readonly memory_mb?: number;
  /** Does it, and says what came. */
  run(world: World): Promise<string>;
}

/** What a child says of its attack. */
export interface AttackReport {
  readonly came: string;
  readonly block_ms: number;
  readonly memory_mb: number;
}
