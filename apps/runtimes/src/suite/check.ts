import type { NATSBridge } from "natsbridge";

/** Where the servers of a run are, and what the suite asks of them. */
export interface SuiteSettings {
  /** `nats://` or `ws://`. */
  readonly broker_url: string;
  readonly fileserver_url: string;
  /** Bytes of the large file. */
  readonly large: number;
}

/** What a check works with. */
export interface CheckContext {
  readonly settings: SuiteSettings;
  /** Open for the whole suite. */
  readonly bridge: NATSBridge;
  /** A subject or a name that nobody else uses. */
  readonly unique: string;
}

/** One thing that must hold in every runtime. */
export interface Check {
  readonly name: string;
  run(context: CheckContext): Promise<void>;
}

/** How a check went. */
export interface CheckResult {
  readonly name: string;
  readonly ms: number;
  /** Absent where it held. */
  readonly fault?: string;
}
