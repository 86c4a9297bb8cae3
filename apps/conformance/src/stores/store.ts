import type { Brokers } from "../run/servers.ts";

/** What a sender's worker needs to upload to a store: `kind` chooses the client. */
export interface StoreAccess {
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A store that runs for the time of its cases. */
export interface RunningStore extends AsyncDisposable {
  readonly access: StoreAccess;
  /** Origin of its links, without a path: `http://127.0.0.1:8080`. */
  readonly origin: string;
}

/** A store that any peer reads by a plain GET. Add one here and it is proved. */
export interface StoreDeclaration {
  readonly name: string;
  start(brokers: Brokers): Promise<RunningStore>;
}
