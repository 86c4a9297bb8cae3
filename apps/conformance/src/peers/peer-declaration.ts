import type { PeerName } from "../cases/dimensions.ts";

/** Servers a worker is told about when it starts. */
export interface PeerServers {
  readonly natsUrl: string;
  readonly websocketUrl: string;
}

/** A running worker. */
export interface PeerProcess {
  /** Resolves when it has ended, with what it said last where it ended by itself. */
  readonly ended: Promise<string>;
  /** Ends it whatever it does. */
  kill(): Promise<void>;
}

/** How a peer is started, and what to say when it is not there. */
export interface PeerDeclaration {
  readonly name: PeerName;
  readonly title: string;
  /** What brings it; shown when it is missing. */
  readonly install: string;
  /** Bytes of all serialized payloads of a message it can hold, where that is less than brokers take. */
  readonly maxPayloadBytes?: number;
  /** How Arrow tables are given to it and got from it: as tables, or as IPC bytes. */
  readonly arrow: "table" | "ipc" | "none";
  /** Jobs it may be busy with at once. */
  readonly concurrency: number;
  /** Whether links are read by a second process: what reads them takes the memory of a large message. */
  readonly readsLinksApart?: true;
  /** Whether it reaches servers by WebSocket. */
  readonly isBrowser: boolean;
  /** Undefined where it is not installed. */
  start(servers: PeerServers): Promise<PeerProcess | undefined>;
}
