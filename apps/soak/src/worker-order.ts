/** What a worker process is told. */
export interface WorkerOrder {
  readonly broker_url: string;
  readonly fileserver_url: string;
  readonly stream: string;
  /** The message, counted from 1, in whose handler it kills itself. */
  readonly die?: { readonly at: number; readonly when: "mid-handler" | "before-ack" };
}

/** What a worker process says of each message. */
export interface WorkerReport {
  readonly n: number;
  readonly redelivered: boolean;
  /** False where it died before it had handled it. */
  readonly isHandled: boolean;
}
