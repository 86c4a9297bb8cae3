/** How safe an acknowledged message is, as its stream is set up. */
export interface Durability {
  /** Copies of each message. */
  readonly replicas: number;
  readonly storage: "file" | "memory";
  /** `"async"`: the stream acknowledges before a message is with the disk. */
  readonly persist_mode: "default" | "async";
}

/** What is found out about a stream that this process publishes to. */
export type StreamNews =
  | ({
      readonly type: "durability";
      readonly stream: string;
      /** Where one machine, or its restart, may lose an acknowledged message: why, and what helps. */
      readonly advice?: string;
    } & Durability)
  /** The stream is another one of its name, or has less than it had acknowledged. */
  | { readonly type: "stream_remade"; readonly stream: string; readonly advice: string };

/** A stream that has acknowledged messages to this process. */
export interface StreamRecord {
  readonly stream: string;
  /** When it was made, as the server writes it; undefined where it has not said. */
  created: string | undefined;
  durability: Durability | undefined;
  /** Last message that was acknowledged. */
  highest: number;
  /** Its id, where it had one. */
  msg_id: string | undefined;
}

/** The streams that have acknowledged something over one connection, and who is told of them. */
export class StreamRecords {
  readonly all: Map<string, StreamRecord> = new Map();
  readonly tellers: Set<(news: StreamNews) => void> = new Set();

  tell(news: StreamNews): void {
    for (const tell of this.tellers) tell(news);
  }
}
