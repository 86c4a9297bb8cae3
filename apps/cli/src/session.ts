import { Interruption } from "./terminal/interruption.ts";

/** The time in which one command runs. */
export interface Session {
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  end(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Watches for what ends a command early. The first signal ends it in good order, the second at once. */
export function startSession(): Session {
  const interruption = new AbortController();
  const watched = Object.entries(EXIT_CODES) as [keyof typeof EXIT_CODES, number][];
  const handlers = watched.map(([name, exitCode]) => {
    const handle = () => {
      if (interruption.signal.aborted) process.exit(exitCode);
      interruption.abort(new Interruption(`Interrupted by ${name}`, exitCode));
    };
    process.on(name, handle);
    return [name, handle] as const;
  });
  // Whoever reads through `head` has seen enough: that is no fault.
  const onOutputError = (error: NodeJS.ErrnoException) => {
    const isClosed = error.code === "EPIPE";
    interruption.abort(new Interruption(`Output failed: ${error.message}`, isClosed ? 0 : 1));
  };
  process.stdout.on("error", onOutputError);
  process.stderr.on("error", onOutputError);
  return {
    signal: interruption.signal,
    end() {
      for (const [name, handle] of handlers) process.removeListener(name, handle);
    },
  };
}
