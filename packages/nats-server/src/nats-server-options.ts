/** Options of {@link startNatsServer}. */
export interface NatsServerOptions {
  /** Turns JetStream on, with a store directory that is removed by `stop()`. Default: false. */
  readonly jetstream?: boolean | undefined;
  /** Turns a WebSocket listener (without TLS) on. Default: false. */
  readonly websocket?: boolean | undefined;
  /** Largest message the server takes, in bytes. Default: the server's own, 1,048,576. */
  readonly max_payload?: number | undefined;
  /** Further configuration in the server's own syntax, appended to ours: accounts, TLS, limits. */
  readonly config?: string | undefined;
  /** Port for clients. Default: a free one. */
  readonly port?: number | undefined;
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** `server_name`. Default: the server makes one. */
  readonly name?: string | undefined;
  /** Time the server has to become ready, in ms. Default: 15,000. */
  readonly start_timeout?: number | undefined;
  /** Aborts the start; once started, stops the server. */
  readonly signal?: AbortSignal | undefined;
}

/** A running nats-server. It never outlives this process, however that ends. */
export interface NatsServer extends AsyncDisposable {
  /** `nats://127.0.0.1:PORT`. */
  readonly url: string;
  /** `ws://127.0.0.1:PORT`, with the option `websocket`. */
  readonly websocketUrl?: string | undefined;
  /** `http://127.0.0.1:PORT`, the monitoring endpoint (`/varz`, `/connz`, `/jsz`, `/healthz`). */
  readonly monitoringUrl: string;
  /** Port for clients. */
  readonly port: number;
  /** Process id of the current process; another one after `restart()`. */
  readonly pid: number;
  /** Stops the server and removes its files. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends the process with a signal (default `SIGKILL`) and keeps its files, so that `restart()` finds them; `SIGSTOP` and `SIGCONT` make it hang and go on. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts the server again on the same ports and files; stops it first where it runs. */
  restart(): Promise<void>;
  /** What the server has logged since it first started. */
  readLog(): Promise<string>;
}
